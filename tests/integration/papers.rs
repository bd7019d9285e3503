//! What leaves the office: papers made of the store, and the file that says whose they are.

use crate::sandbox::Sandbox;

#[test]
fn the_office_is_read_checked_and_followed_like_the_rest_of_the_store() {
    let sandbox = Sandbox::with_seed();
    let office = "name: 市联席会议办公室\ncontact: 李四\nphone: 021-12345678\n\nfonts:\n  title: 宋体\n\nnear_days: 15\n";
    sandbox.write("data/office.yaml", office);
    sandbox.pjt("check").fine();
    for (wrong, line, said) in [
        ("name: 办公室\ntel: 1\n", 2, "tel"),
        ("near_days: 400\n", 1, "366"),
        ("near_days: -1\n", 1, "near_days"),
        ("fonts:\n  body: 宋体\n", 2, "body"),
        ("fonts: 宋体\n", 1, "expected"),
    ] {
        sandbox.write("data/office.yaml", wrong);
        let found = sandbox.pjt("check --json").json();
        let finding = &found["findings"][0];
        assert_eq!(
            (finding["path"].as_str(), finding["line"].as_u64()),
            (Some("data/office.yaml"), Some(line)),
            "{found}"
        );
        assert!(finding["message"].as_str().unwrap().contains(said), "{found}");
    }
}

//! Lists of departments and how they are read.

use super::*;

/// Leads, then `|`, then the others; `+` at the end for 等; a `1` in front for the rule of the first.
fn summary(text: &str, role: Role) -> String {
    let list = read(text, role);
    let names = |wanted: bool| {
        let of = list.mentions.iter().filter(|mention| (mention.role == Role::Lead) == wanted);
        of.map(|mention| mention.name.as_str()).collect::<Vec<_>>().join(" ")
    };
    let rule = if list.first_leads { "1 " } else { "" };
    let others = if list.and_others { " +" } else { "" };
    format!("{rule}{}|{}{others}", names(true), names(false))
}

#[test]
fn lists_are_split_and_nothing_else_is() {
    for (text, expected) in [
        ("市教委、市发展改革委、相关区政府", "|市教委 市发展改革委 相关区政府"),
        ("省发展改革委、省经信厅，杭州市政府", "|省发展改革委 省经信厅 杭州市政府"),
        ("省市场监管局（省知识产权局）、省数据局", "|省市场监管局（省知识产权局） 省数据局"),
        ("市投资促进中心、市发改委,各县(市、区)政府", "|市投资促进中心 市发改委 各县(市、区)政府"),
        ("法规科 各相关科室", "|法规科 各相关科室"),
        ("市教委\n市科委", "|市教委 市科委"),
        ("市教委/市科委", "|市教委 市科委"),
        ("市教委；市科委。", "|市教委 市科委"),
        ("文化和旅游部、工业和信息化部", "|文化和旅游部 工业和信息化部"),
        ("省文化广电和旅游厅", "|省文化广电和旅游厅"),
        ("人力资源和社会保障局、粮食和储备局", "|人力资源和社会保障局 粮食和储备局"),
        ("中央和国家机关工委", "|中央和国家机关工委"),
        ("市级各有关部门及各县市区政府", "|市级各有关部门 各县市区政府"),
        ("市教委和市科委", "|市教委 市科委"),
        ("各区、县级市", "|各区、县级市"),
        ("各市、县〔市、区〕政府", "|各市、县〔市、区〕政府"),
        ("各乡镇人民政府、街道办事处", "|各乡镇人民政府 街道办事处"),
        ("各省、自治区、直辖市人民政府", "|各省、自治区、直辖市人民政府"),
        ("杭州市、嘉兴市人民政府", "|杭州市人民政府 嘉兴市人民政府"),
        (
            "省交通运输厅，杭州市、桐乡市、德清县人民政府",
            "|省交通运输厅 杭州市人民政府 桐乡市人民政府 德清县人民政府",
        ),
        ("省交通运输厅和各市、县（市、区）政府", "|省交通运输厅 各市、县（市、区）政府"),
        (
            "省市场监管局（省知识产权局）、政务服务和数据管理局、通信管理局",
            "|省市场监管局（省知识产权局） 省政务服务和数据管理局 省通信管理局",
        ),
        ("省科技厅、杭州市", "|省科技厅 杭州市"),
        ("省科技厅、工业和信息化厅、海关总署广东分署", "|省科技厅 省工业和信息化厅 海关总署广东分署"),
        ("省科技厅、之江实验室", "|省科技厅 之江实验室"),
        (
            "省制造业高质量发展（数字经济发展）领导小组办公室",
            "|省制造业高质量发展（数字经济发展）领导小组办公室",
        ),
        ("市卫生健康委、市 教 育 局", "|市卫生健康委 市教育局"),
        ("相关高等学校", "|相关高等学校"),
        ("无", "|"),
        ("—", "|"),
        ("/", "|"),
        ("", "|"),
    ] {
        assert_eq!(summary(text, Role::Unstated), expected, "{text}");
    }
}

#[test]
fn others_are_no_department() {
    for (text, expected) in [
        ("省科技厅、之江实验室等", "|省科技厅 之江实验室 +"),
        ("农业农村部、工业和信息化部等负责", "|农业农村部 工业和信息化部 +"),
        ("市教委等有关部门", "|市教委 +"),
        ("市教委等部门和单位", "|市教委 +"),
        ("国家发展改革委会同有关部门负责", "|国家发展改革委 +"),
        ("市管委会会同市教委、市科委负责", "市管委会|市教委 市科委"),
        ("市教委等和各区政府", "|市教委 各区政府 +"),
        ("市政府办公室牵头,市经信局等市政府有关部门按职责落实", "市政府办公室|市经信局 +"),
        ("各有关单位", "|各有关单位"),
    ] {
        assert_eq!(summary(text, Role::Unstated), expected, "{text}");
    }
}

#[test]
fn leads_are_those_of_a_role_word_or_a_clause() {
    for (text, expected) in [
        ("省委组织部、省人力资源社会保障厅、科技厅负责", "|省委组织部 省人力资源社会保障厅 省科技厅"),
        ("责任领导：张某；牵头单位：市教委；责任单位：市科委", "市教委|市科委"),
        ("市教委牵头，市科委、市财政局按职责分工负责", "市教委|市科委 市财政局"),
        ("市教委牵头，市科委配合，各区政府参与", "市教委|市科委 各区政府"),
        ("市教委牵头市科委、市财政局配合", "市教委|市科委 市财政局"),
        ("市教委负责，会同市科委、市财政局", "市教委|市科委 市财政局"),
        ("由市教委会同市科委", "市教委|市科委"),
        ("市教委负责，市科委配合", "市教委|市科委"),
        ("市教委、市科委按职责分工负责，各区政府配合", "|市教委 市科委 各区政府"),
        ("责任科室：门诊部　配合科室：护理部、信息科", "|门诊部 护理部 信息科"),
        ("市教委会同市科委牵头，市财政局配合", "市教委 市科委|市财政局"),
        ("市残疾人联合会、市教委联合推进", "|市残疾人联合会 市教委"),
        ("牵头单位—市教委\n配合单位——市科委", "市教委|市科委"),
        ("由市教委牵头负责", "市教委|"),
        ("市教委（牵头）、市科委", "市教委|市科委"),
        ("市教委（牵头单位）\n市科委（配合单位）", "市教委|市科委"),
        ("牵头：市教委\n配合：市科委、市财政局", "市教委|市科委 市财政局"),
        ("农业农村部、工业和信息化部牵头负责", "农业农村部 工业和信息化部|"),
        ("市人力社保局、市农业农村局分别牵头", "市人力社保局 市农业农村局|"),
        ("市教委、市科委按职责分工负责", "|市教委 市科委"),
        ("市教委、市科委按照各自职责分工负责", "|市教委 市科委"),
        ("市教委负责", "|市教委"),
        ("市教委负责落实", "|市教委"),
        ("牵头单位：市教委，配合单位：市科委、市财政局", "市教委|市科委 市财政局"),
        ("牵头单位:市教委;责任单位:市科委", "市教委|市科委"),
        ("责任单位：市教委、市科委", "|市教委 市科委"),
        ("责任单位：市教委牵头，市科委配合", "市教委|市科委"),
        (
            "市政府辦公室、市審改辦牽頭,市級各有關部門及各縣市區政府按職責分工負責",
            "市政府辦公室 市審改辦|市級各有關部門 各縣市區政府",
        ),
        ("工业和信息化部、科技部等负责。列第一位者为牵头单位，下同", "1 |工业和信息化部 科技部 +"),
        (
            "市发改委、市卫生健康委(除注明“分别牵头”外,列第一位为牵头或汇总单位,下同)",
            "1 |市发改委 市卫生健康委",
        ),
        ("市教委、市科委，排在第一位的部门为牵头部门，下同", "1 |市教委 市科委"),
    ] {
        assert_eq!(summary(text, Role::Unstated), expected, "{text}");
    }
    assert_eq!(summary("省经信厅、省科技厅按职责分工负责", Role::Lead), "省经信厅 省科技厅|");
}

#[test]
fn a_deadline_in_the_bracket_is_kept_apart() {
    let list = read("责任单位：市教委，完成时限：2025年底前", Role::Unstated);
    assert_eq!(list.deadline.as_deref(), Some("2025年底前"));
    assert_eq!(list.mentions, [Mention { role: Role::Unstated, name: "市教委".into(), marked: false }]);
}

#[test]
fn a_department_named_twice_is_kept_once_and_reported() {
    let assigned = read("市教委、市国资委、市教委", Role::Unstated).assigned(LeadRules::default());
    assert_eq!(assigned.departments, ["市教委", "市国资委"]);
    assert_eq!(assigned.repeated, ["市教委"]);
    assert_eq!(assigned.lead, None);
}

#[test]
fn the_first_leads_only_where_a_rule_says_so() {
    let list = read("市教委、市科委", Role::Unstated);
    assert_eq!(list.assigned(LeadRules::default()).lead, None);
    assert_eq!(
        list.assigned(LeadRules { first: true, ..LeadRules::default() }).lead,
        Some(vec!["市教委".to_owned()])
    );
    assert_eq!(
        read("各省级人民政府", Role::Unstated)
            .assigned(LeadRules { first: true, ..LeadRules::default() })
            .lead,
        None
    );
}

#[test]
fn a_list_is_known_from_a_sentence() {
    for text in [
        "市教委",
        "办公室",
        "各科室",
        "区工信局、区住建局,各乡镇人民政府、街道办事处,区城投集团。",
        "区教育局、区民政局。",
        "市教委牵头，市科委配合",
    ] {
        assert!(is_list(text), "{text}");
    }
    for text in [
        "规范性文件集中公开",
        "年底前",
        "3",
        "提高解读质量,丰富解读形式。",
        "人工智能",
        "建立联席会议办公室，实体机构设在市教委。",
        "",
        "主动公开",
        "打造示范园区",
    ] {
        assert!(!is_list(text), "{text}");
    }
}

#[test]
fn hostile_lists_end_in_linear_time() {
    for text in [
        "（".repeat(60_000),
        "、".repeat(60_000),
        "市教委和".repeat(20_000),
        "牵头".repeat(40_000),
        "等".repeat(60_000),
    ] {
        let _ = read(&text, Role::Unstated);
        let _ = is_list(&text);
    }
}

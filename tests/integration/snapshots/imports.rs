//! What `import` says of tables and texts: its summary, each of its warnings, new editions.

use super::{documents, snapshot, store};

const TABLE: &str = "序号,任务内容,责任单位,完成时限\n\
    1,建立教育资源平台,市教委、市财政局,2025年6月\n\
    2,开展数据共享试点,市科委,2025年12月底\n\
    3,组织教师培训,市教委,长期\n";

const TEXT: &str = "\
教育数字化行动计划（2024-2025年）

一、建设平台

（一）统一入口

1. 建立统一的教育资源公共服务平台。（责任单位：市教委、市经济信息化委）
2. 开展数据共享试点。（责任单位：市科委）

二、完善保障

3. 安排专项经费。（责任单位：市财政局、市教委）
";

#[test]
fn import() {
    snapshot("import", |t| {
        t.section("A table", store::empty());
        t.write("plan.csv", TABLE);
        t.each(&[
            "import plan.csv --dry-run",
            "import plan.csv --dry-run --explain",
            "import plan.csv --dry-run --json",
            "import plan.csv --plan jiaoyu-2025",
            "import plan.csv --plan jiaoyu-2025",
            "import plan.csv --plan other",
            "import plan.csv --plan other --yes",
        ]);
        t.write("former.csv", TABLE.replace("6月", "5月"));
        t.each(&["import former.csv --plan former", "import former.csv --plan former --dry-run"]);
        t.cat("data/jiaoyu-2025/plan.yaml");
        t.cat("data/jiaoyu-2025/tasks/001.yaml");
        t.cat("data/departments.yaml");
        t.section("A text", store::empty());
        t.write("计划.txt", TEXT);
        t.each(&[
            "import 计划.txt --dry-run",
            "import 计划.txt --dry-run --explain",
            "import 计划.txt --lead-rule first_listed",
            "check --source 计划.txt",
        ]);
        t.cat("data/plan-2024-2025/plan.yaml");
        t.section("A dry run where no store is", crate::sandbox::Sandbox::empty());
        t.write("plan.csv", TABLE);
        t.each(&["import plan.csv --dry-run", "import plan.csv"]);
        t.section_in_git("With a commit", store::empty());
        t.write("plan.csv", TABLE);
        t.each(&["import plan.csv --commit", "import plan.csv --plan second --yes --commit --json"]);
        t.git_shown("log -1 --format=%B");
        t.heading("Names that a plan can't have, files that are not there");
        t.each(&[
            "import plan.csv --plan all",
            "import plan.csv --plan Upper",
            "import nowhere.csv",
            "import data",
        ]);
        t.heading("Parts that a document does not have");
        t.each(&[
            "import plan.csv --plan x --table 9",
            "import plan.csv --plan x --columns content=9",
            "import plan.csv --plan x --columns content=2,departments=3 --dry-run",
        ]);
        t.section("Columns that are kept", store::empty());
        t.write("a.csv", "序号,任务内容,责任单位,分管领导,联系人\n1,建立平台,市教委,张某某,李某\n2,开展试点,市科委,王某某,\n");
        t.each(&[
            "import a.csv --dry-run --keep-columns",
            "import a.csv --keep-columns 分管领导 --explain",
            "import a.csv --plan a --keep-columns 联系人",
            "import a.csv --plan a --keep-columns 责任人",
            "list --columns id,分管领导",
            "list --columns id,联络员",
        ]);
    });
}

#[test]
fn warnings() {
    snapshot("import-warnings", |t| {
        let head = "序号,任务内容,责任单位\n";
        let many = |row: &dyn Fn(usize) -> String| (1..=9).map(row).collect::<String>();
        for (what, name, content) in [
            ("A number twice", "a.csv", format!("{head}1,建立平台,市教委\n2,开展试点,市科委\n2,组织培训,市教委\n3,安排经费,市财政局\n")),
            ("A number missing", "a.csv", format!("{head}1,建立平台,市教委\n2,开展试点,市科委\n4,组织培训,市教委\n")),
            ("A department twice", "a.csv", format!("{head}1,建立平台,市教委、市科委、市教委\n2,开展试点,市科委\n")),
            ("Departments twice in many tasks", "a.csv", format!("{head}{}", many(&|n| format!("{n},建立平台{n},市教委、市科委、市教委\n")))),
            ("A task without departments", "a.csv", format!("{head}1,建立平台,市教委\n2,开展试点,—\n3,组织培训,市科委\n")),
            ("Many tasks without departments", "a.csv", format!("{head}1,建立平台,市教委\n2,开展试点,市科委\n{}", many(&|n| format!("{},组织培训{n},—\n", n + 2)))),
            ("Words like a formula", "a.csv", format!("{head}1,=1+1 建立平台,市教委\n2,开展试点,市科委\n")),
            ("Words that nobody sees", "a.csv", format!("{head}1,建立\u{200b}平台,市教委\n2,开展试点,市科委\n")),
            ("Deadlines without a year", "a.csv", "序号,任务内容,责任单位,完成时限\n1,建立平台,市教委,6月底\n2,开展试点,市科委,2025年6月中下旬\n3,组织培训,市教委,9月\n4,安排经费,市财政局,10月\n5,加强宣传,市教委,11月\n".to_owned()),
            ("Deadlines on no known day, and days on which something begins", "a.csv", "序号,任务内容,责任单位,完成时限\n1,建立平台,市教委,2026年汛期前\n2,开展试点,市科委,2027年春节前\n3,组织培训,市教委,2026年7月1日起\n4,修订办法,市财政局,自2027年7月1日起施行\n".to_owned()),
            ("Deadlines before a month, a quarter, a year", "a.csv", "序号,任务内容,责任单位,完成时限\n1,建立平台,市教委,2026年6月前\n2,开展试点,市科委,2026年三季度前\n3,组织培训,市教委,2027年前\n4,修订办法,市财政局,2025年10月至3月\n".to_owned()),
            ("Departments that are none", "a.csv", format!("{head}1,建立平台,按照《办法》抓好落实\n2,开展试点,市科委\n3,组织培训,市教委\n")),
            ("Departments without a task", "a.csv", format!("{head},,市教委\n1,建立平台,市教委\n2,开展试点,市科委\n")),
            ("No titles", "a.csv", "1,建立统一的教育资源公共服务平台,市教委\n2,开展数据共享试点工作,市科委\n3,组织教师培训工作,市教委\n".to_owned()),
            ("Rows of another width", "a.csv", format!("{head}1,建立平台,市教委\n2,开展,试点,市科委\n3,组织培训,市教委\n")),
            ("Control characters", "a.csv", format!("{head}1,建立\u{8}平台,市教委\n2,开展试点,市科委\n")),
            ("A text that breaks off", "a.txt", "1. 建立统一平台。（责任单位：市教委）\n2. 开展数据共享试点。（责任单位：市科委、市财".to_owned()),
            ("Departments before the first task", "a.txt", "责任单位：市教委\n1. 建立统一平台。\n责任单位：市教委\n2. 开展数据共享试点。\n责任单位：市科委\n".to_owned()),
            ("A deadline of all tasks", "a.txt", "2025年重点任务分工方案\n各项任务完成时限均为2025年12月20日。\n1. 建立统一平台。\n责任单位：市教委\n2. 开展数据共享试点。\n责任单位：市科委\n完成时限：2025年6月底前\n".to_owned()),
            ("Three levels of headings", "a.txt", "2025年重点任务分工方案\n第一部分 经济\n一、工业\n（一）改造\n1. 建设厂房。（责任单位：市经信局）\n第二部分 社会\n二、教育\n（一）学校\n2. 建设学校。（责任单位：市教委）\n".to_owned()),
            ("Departments in front of each item, or behind it", "a.txt", "2025年重点任务分工方案\n责任单位：市教委\n1. 建立统一平台。\n责任单位：市科委\n2. 开展数据共享试点。\n责任单位：市财政局\n3. 安排专项经费。\n".to_owned()),
            ("Paragraphs like tasks", "a.txt", "1. 建立统一平台。（责任单位：市教委）\n2. 开展数据共享试点，形成目录清单。\n3. 组织教师培训。（责任单位：市教委）\n".to_owned()),
            ("Columns that are not taken over", "a.csv", "序号,任务内容,责任单位,分管领导,考核说明\n1,建立平台,市教委,张某某,按季度核查并通报进展\n2,开展试点,市科委,李某某,按半年核查并通报进展\n".to_owned()),
            ("A column told by what it holds", "a.csv", "序号,任务内容,属地单位\n1,建立平台,市教委\n2,开展试点,市科委\n".to_owned()),
            ("Departments that do not read as names", "a.csv", format!("{head}1,建立平台,市教委、张某某\n2,开展试点,市科委、完成时限\n3,安排经费,市财政局@办\n")),
            ("Many departments that do not read as names", "a.csv", format!("{head}1,建立平台,张某某、李某某\n2,开展试点,王某某、赵某某\n")),
            ("Marks without a legend", "a.csv", format!("{head}1,建立平台,★市教委、市科委\n2,开展试点,市科委\n")),
            ("Sections of departments", "a.csv", format!("{head}1,建立平台,市教委（基教科）、市科委\n2,开展试点,市科委\n")),
            ("A team with its members", "a.txt", "1.建设项目。（责任单位：项目专班（市文旅局牵头，市财政局配合））\n2.举办活动。（责任单位：市文旅局）\n".to_owned()),
            ("Persons among the lines", "a.txt", "1.建设项目。\n责任单位：市文旅局\n责任人：张某某\n2.举办活动。\n责任单位：市教委\n责任人：李某某\n".to_owned()),
            ("A deadline in the text", "a.txt", "1.建设项目，2025年6月底前完成。（责任单位：市文旅局）\n2.举办活动。（责任单位：市教委）\n".to_owned()),
            ("A task beside the table", "a.md", "| 序号 | 任务 | 责任单位 |\n|---|---|---|\n| 1 | 建设公园 | 市城管局 |\n| 2 | 改造管网 | 市水务局 |\n\n此外，由市教委牵头，新建幼儿园两所。\n".to_owned()),
            ("A paper that assigns nothing", "a.txt", "医保登记办事指南\n一、办理流程\n1.申请。提交材料。（责任科室：综合科）\n2.审核。核验材料。（责任科室：登记科）\n".to_owned()),
            ("Another mark than that of the legend", "a.csv", format!("{head}1,建立平台,★市教委、市科委\n2,开展试点,▲市科委、市教委\n注：★为牵头单位,,\n")),
            ("Leads told by how they look", "a.csv", format!("{head}1,建立平台,市教委、市科委\n注：加粗的为牵头单位。,,\n")),
            ("Departments at a heading", "a.txt", "一、建设平台（责任单位：市教委）\n1. 建立统一平台。\n2. 开展试点。\n".to_owned()),
            ("A table that breaks off", "a.txt", "序号  任务内容      责任单位\n1     建立平台      市教委\n2     开展试点      市科委\n\n以下各项由各单位按照职责抓好落实并按月报送进展情况，并在年底前完成自查自评的全部工作\n3     组织培训      市教委\n".to_owned()),
            ("A text beside a table", "a.html", format!("<p>1. 建立统一平台。（责任单位：市教委）</p><p>2. 开展试点。（责任单位：市科委）</p><p>3. 组织培训。（责任单位：市教委）</p><table><tr><th>序号<th>任务内容<th>责任单位</tr>{}</table>", many(&|n| format!("<tr><td>{n}<td>建立平台{n}<td>市教委</tr>")))),
            ("Two tables", "a.html", format!("<table><tr><th>序号<th>任务内容<th>责任单位</tr>{}</table><p>附表</p><table><tr><th>编号<th>工作举措<th>牵头单位<th>配合单位</tr><tr><td>1<td>组织培训<td>市教委<td>市财政局</tr></table>", many(&|n| format!("<tr><td>{n}<td>建立平台{n}<td>市教委</tr>")))),
            ("Tables of other columns", "a.md", "云湖区2026年重点任务分工表\n\n| 序号 | 任务内容 | 责任单位 | 分管领导 |\n|---|---|---|---|\n| 1 | 建立平台 | 市教委 | 张某某 |\n| 2 | 开展试点 | 市科委 | 李某某 |\n\n| 序号 | 工作措施 | 牵头单位 | 配合单位 |\n|---|---|---|---|\n| 1 | 组织培训 | 市教委 | 市财政局 |\n".to_owned()),
            ("Some are responsible, others support, and nobody leads", "a.csv", "序号,任务内容,责任部门,配合部门\n1,建立平台,市教委、市科委,市财政局\n2,开展试点,市科委,市教委\n".to_owned()),
            ("Departments as above where nothing stands above", "a.csv", format!("{head}1,建立平台,同上\n2,开展试点,市科委\n")),
            ("Rows and words that a page does not show", "a.html", "<table><tr><th>序号<th>任务内容<th>责任单位</tr><tr><td>1<td>建立平台<span hidden>（旧）</span><td>市教委</tr><tr style=\"display: none\"><td>2<td>开展试点<td>市科委</tr><tr><td>3<td>组织培训<td>市教委</tr></table>".to_owned()),
            ("Words at the foot of a page", "a.html", format!("<table><tr><th>序号<th>任务内容<th>责任单位</tr>{}</table><footer>5.组织培训。（市财政局负责）</footer>", many(&|n| format!("<tr><td>{n}<td>建立平台{n}<td>市教委</tr>")))),
            ("A row of another table", "a.html", format!("<table><tr><td>5<td>组织培训<td>市财政局</tr></table><table><tr><th>序号<th>任务内容<th>责任单位</tr>{}</table>", many(&|n| format!("<tr><td>{n}<td>建立平台{n}<td>市教委</tr>")))),
            ("What is no record", "a.json", "[{\"序号\":1,\"任务内容\":\"建立平台\",\"责任单位\":\"市教委\"},\"2 开展试点 市科委\"]".to_owned()),
            ("A key twice", "a.json", "[{\"序号\":1,\"任务内容\":\"建立平台\",\"责任单位\":\"市教委\"},{\"序号\":2,\"任务内容\":\"开展试点\",\"责任单位\":\"市科委\",\"责任单位\":\"市财政局\"}]".to_owned()),
        ] {
            t.section(what, store::empty());
            t.write(name, content);
            t.pjt(&format!("import {name} --dry-run"));
        }
        t.section("Several plans in one file", store::empty());
        t.write("a.txt", "云湖市绿色行动方案\n一、重点任务\n1.建成园区。（市发改委负责）\n2.淘汰产能。（市经信局负责）\n云湖市数字行动方案\n一、重点任务\n1.建设中心。（市数据局负责）\n");
        t.each(&[
            "import a.txt --dry-run",
            "import a.txt --dry-run --part 2 --explain",
            "import a.txt --dry-run --part 3",
        ]);
        t.section("A table to be read by what it holds", store::empty());
        t.write("a.csv", "甲,乙\n统一的资源平台,市教委\n数据共享的试点,市科委\n");
        t.each(&["import a.csv --dry-run", "import a.csv --dry-run --columns content=1,departments=2"]);
        t.section("A document with faults agrees only in part", store::empty());
        t.write("a.txt", "1. 建立统一平台。（责任单位：市教委）\n2. 开展数据共享试点。\n3. 组织教师培训。（责任单位：市教委）\n");
        t.each(&["import a.txt", "check --source a.txt"]);
        t.section("An empty cell of departments", store::empty());
        t.write("a.csv", format!("{head}1,建立平台,市教委\n2,开展试点,\n3,组织培训,市科委\n"));
        t.each(&["import a.csv --dry-run --explain", "import a.csv"]);
        t.cat("data/a/tasks/002.yaml");
        t.section("Deadlines in a part of a month", store::empty());
        t.write("a.csv", "序号,任务内容,责任单位,完成时限\n1,建立平台,市教委,6月底\n2,开展试点,市科委,2025年6月左右\n3,组织培训,市科委,2025年8月上旬\n");
        t.each(&["import a.csv --dry-run"]);
        t.section("No titles that are known, with columns", store::empty());
        t.write("a.csv", "甲,乙,丙\n1,建立平台,市教委\n2,开展试点,市科委\n");
        t.each(&[
            "import a.csv --dry-run --columns content=2,departments=3",
            "import a.csv --dry-run --text",
        ]);
        t.section("GBK", store::empty());
        let (bytes, _, _) = encoding_rs::GBK.encode(TABLE);
        t.write("a.csv", bytes);
        t.each(&["import a.csv --dry-run", "import a.csv --dry-run --json"]);
        t.section("A name like one that is known", store::plain());
        t.write("a.csv", format!("{head}1,建立平台,上海市教委\n2,开展试点,市科委\n"));
        t.pjt("import a.csv --dry-run");
        t.section("Word", store::empty());
        t.write("a.xml", documents::word_2003());
        t.pjt("import a.xml --dry-run");
        t.write("a.docx", documents::word());
        t.each(&[
            "import a.docx --dry-run",
            "import a.docx --dry-run --explain",
            "import a.docx --table 2 --dry-run",
        ]);
        t.section("Excel", store::empty());
        t.write("a.xlsx", documents::workbook());
        t.each(&[
            "import a.xlsx --dry-run",
            "import a.xlsx --sheet 草稿 --dry-run",
            "import a.xlsx --sheet nothing --dry-run",
        ]);
        t.section("A table inside a cell", store::empty());
        t.write("a.docx", crate::cells::word_with_nested_table());
        t.pjt("import a.docx --dry-run");
        t.section("A workbook that a script wrote", store::empty());
        t.write("a.xlsx", crate::cells::workbook_of_a_script());
        t.pjt("import a.xlsx --dry-run");
        for (what, pdf) in crate::pdf_seams::uncertain() {
            t.section(what, store::empty());
            t.write("a.pdf", pdf.bytes());
            t.pjt("import a.pdf --dry-run");
        }
        t.section("Merged cells that were undone", store::empty());
        t.write("a.csv", "序号,领域,重点任务,责任单位\n1,通信,建设平台,市教委\n2,,推进基地,\n3,物流,完善政策,市财政局\n4,,组织培训,\n");
        t.pjt("import a.csv --dry-run");
    });
}

#[test]
fn explained() {
    snapshot("import-explain", |t| {
        t.section("Every kind of row", store::empty());
        let wide = |text: &str| format!("<tr><td colspan=4>{text}</tr>");
        let row = |cells: [&str; 4]| format!("<tr><td>{}</tr>", cells.join("<td>"));
        let rows = [
            wide("2025年任务分工表"),
            row(["序号", "任务内容", "责任单位", "完成时限"]),
            wide("一、建设平台"),
            wide("（一）统一入口"),
            row(["1", "建立平台", "市教委", "2025年6月"]),
            row(["", "并且保持运行", "", ""]),
            row(["", "", "市科委", ""]),
            row(["", "", "", ""]),
            row(["序号", "任务内容", "责任单位", "完成时限"]),
            row(["二", "完善保障", "", ""]),
            row(["2", "开展试点", "市科委", ""]),
            row(["3", "", "", ""]),
            wide("注：本表由市教委负责解释。"),
            wide(
                "各单位要认真落实，按时报送进展情况，并且注意质量和安全，定期开展检查，及时发现并解决问题，确保取得实效。",
            ),
        ];
        t.write("a.html", format!("<table>{}</table>", rows.concat()));
        t.pjt("import a.html --dry-run --explain");
        t.heading("Every kind of paragraph");
        t.write(
            "a.txt",
            "一、建设平台\n\n第一段说明。\n\n1. 建立统一平台。\n责任单位：市教委\n责任人：张三\n\n- 1 -\n\n2. 开展数据共享试点，\n形成目录清单。（责任单位：市科委）\n\n3. 组织教师培训，每年不少于两次。\n\n4. 安排专项经费。（责任单位：市财政局）\n\n（一）小标题\n\n加强宣传，扩大影响。（责任单位：市教委）\n",
        );
        t.pjt("import a.txt --dry-run --explain");
    });
}

#[test]
fn editions() {
    snapshot("import-editions", |t| {
        t.section_in_git("A new edition of what a person corrected", store::empty());
        t.write("v1.csv", TABLE);
        t.quietly("import v1.csv --plan jiaoyu --commit");
        t.each(&[
            "update 1 --lead 市财政局 --reason 分工会议纪要",
            "update 2 --content 开展数据共享试点工作 --reason 更正错字",
        ]);
        t.cat("data/jiaoyu/tasks/001.yaml");
        t.write("v2.csv", TABLE.replace("数据共享试点", "数据和应用共享试点"));
        t.each(&[
            "import v2.csv --plan jiaoyu",
            "import v2.csv --plan jiaoyu --yes",
            "show 2",
            "check",
            "check --source v2.csv",
            "update 2 --as-printed --content 开展试点 --reason 更正",
            "update 2 --as-printed",
            "update 2 --as-printed --reason 以新版为准",
            "update 2 --as-printed",
            "diff",
            "commit --dry-run",
        ]);
        t.section("A new edition of deadlines that a person set", store::empty());
        t.write("p.csv", TABLE);
        t.each(&[
            "import p.csv",
            "update 1 --due 2025-09-30 --reason 采购流标 --by 市教委",
            "update 2 --due 2025-11-30 --reason 提前验收",
        ]);
        t.write("p.csv", TABLE.replace("2025年6月", "2025年8月").replace("2025年12月底", "长期"));
        t.each(&[
            "import p.csv --dry-run",
            "import p.csv --yes",
            "show 2",
            "check",
            "why 2",
            "update 1 --due 2025-08-31 --reason 以新版为准",
            "update 2 --confirm",
            "check",
        ]);
        t.section("A task that is open in another plan", store::empty());
        t.write("plan.csv", TABLE);
        t.quietly("import plan.csv --plan jiaoyu-2025");
        let tasks = "1,建立教育资源平台,市教委\n2,召开工作会议,市财政局\n3,加强宣传引导,市总工会\n";
        t.write("next.csv", format!("序号,任务内容,责任单位\n{tasks}"));
        t.pjt("import next.csv --plan jiaoyu-2026");
        t.section("The document of the years that follow", store::empty());
        t.write("a.txt", TEXT);
        t.quietly("import a.txt --plan jiaoyu");
        t.write("b.txt", TEXT.replace("2025", "2027").replace("2024", "2026"));
        t.each(&["import b.txt --plan jiaoyu-2027 --dry-run", "import b.txt --plan jiaoyu"]);
        t.section("A task that a new edition words anew", store::empty());
        t.write("v1.csv", TABLE);
        t.quietly("import v1.csv --plan jiaoyu");
        t.write("v2.csv", TABLE.replace("组织教师培训", "选树企业导师二百名"));
        t.each(&[
            "import v2.csv --plan jiaoyu",
            "import v2.csv --plan jiaoyu --same 3=3",
            "import v2.csv --plan jiaoyu --same 9=3",
        ]);
        t.section_in_git("A new edition", store::empty());
        t.write("v1.csv", TABLE);
        t.quietly("import v1.csv --plan jiaoyu --commit");
        t.quietly("update 1 --status doing --note 启动 --commit");
        t.write(
            "v2.csv",
            TABLE
                .replace("开展数据共享试点", "全面开展数据共享")
                .replace("3,组织教师培训,市教委,长期\n", "3,安排专项经费,市财政局,2025年9月\n"),
        );
        t.each(&[
            "import v2.csv --plan jiaoyu",
            "import v2.csv --plan jiaoyu --explain",
            "import v2.csv --plan jiaoyu --dry-run",
            "import v2.csv --plan jiaoyu --json",
            "import v2.csv --plan jiaoyu --yes",
            "check",
            "diff",
            "import v2.csv --plan jiaoyu --yes",
            "update 2 --confirm",
            "commit --dry-run",
        ]);
        t.heading("A former edition");
        t.each(&[
            "import v1.csv --plan jiaoyu",
            "import v1.csv --plan jiaoyu --yes",
            "import v1.csv --plan jiaoyu --yes --json",
        ]);
        t.cat("data/jiaoyu/plan.yaml");
        t.heading("The document and the store");
        t.each(&[
            "check --source v2.csv",
            "check --source v1.csv",
            "check --source v1.csv --json",
            "check --source nowhere.csv",
        ]);
        t.write("v4.csv", TABLE.replace("市科委", "市财政局") + "5,加强宣传,市总工会,\n");
        t.pjt("check --source v4.csv");
        t.heading("A document of something else");
        t.write("v3.csv", "序号,任务内容,责任单位\n7,召开会议,市财政局\n8,加强宣传,市总工会\n");
        t.each(&[
            "import v3.csv --plan jiaoyu",
            "import v3.csv --plan jiaoyu --yes",
            "import v3.csv --plan jiaoyu --yes --allow-shrink --commit",
        ]);
        t.git_shown("log -1 --format=%B");
        t.heading("A ledger");
        t.quietly("export -o ledger.csv");
        t.each(&["import ledger.csv --plan jiaoyu", "import ledger.csv --plan jiaoyu --yes"]);
        t.heading("A new edition under another name");
        t.each(&["import v2.csv", "import v1.csv --plan second"]);
        t.heading("Another document with the name of a plan");
        t.write("jiaoyu.csv", format!("教育任务分工表\n{TABLE}"));
        t.pjt("import jiaoyu.csv");
        t.heading("A plan that can't be read");
        t.write("data/jiaoyu/tasks/001.yaml", "id: 1\ncontent: [\n");
        t.each(&["import v2.csv --plan jiaoyu", "check --source v2.csv"]);
        t.section("Headings", store::empty());
        t.write("plan.txt", TEXT);
        t.quietly("import plan.txt");
        t.write("plan.txt", TEXT.replace("完善保障", "强化保障").replace("1. 建立", "4. 建立"));
        t.each(&["check --source plan.txt", "import plan.txt"]);
        t.section("Several plans", store::with_two_plans());
        t.write("plan.csv", TABLE);
        t.pjt("check --source plan.csv --plan all");
        t.section("A ledger and an empty store", store::empty());
        t.write("ledger.csv", store::plain().pjt("export --format csv --today 2025-06-30").fine());
        t.pjt("import ledger.csv");
    });
}

//! Who does a task, as papers put it into their lists and tables: sentences for all tasks, other labels beside them,
//! persons, cells over several lines.

use serde_json::{Value, json};

use crate::sandbox::{Said, Sandbox};

fn import(text: &str) -> Said {
    let sandbox = Sandbox::empty();
    sandbox.write("方案.txt", text);
    sandbox.pjt("import 方案.txt --dry-run --json")
}

/// What a task is to be: its words, its departments, who leads, when it is due.
type Expected<'a> = (&'a str, &'a [&'a str], &'a [&'a str], Option<&'a str>);

/// Content, departments, leads and day of each task.
#[track_caller]
fn ensure_tasks(text: &str, expected: &[Expected<'_>]) -> Vec<String> {
    let said = import(text);
    let answer = said.json();
    let tasks: Vec<Value> = answer["tasks"]
        .as_array()
        .unwrap_or_else(|| panic!("{}", said.whole()))
        .iter()
        .map(|task| json!([task["content"], task["departments"], task["lead"], task["due"]]))
        .collect();
    let wanted: Vec<Value> = expected
        .iter()
        .map(|(content, departments, lead, due)| {
            let lead = if lead.is_empty() { Value::Null } else { json!(lead) };
            json!([content, departments, lead, due])
        })
        .collect();
    assert_eq!(tasks, wanted, "{}", said.whole());
    let warnings = answer["warnings"].as_array().unwrap();
    warnings.iter().map(|warning| warning["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_sentence_in_the_first_list_gives_its_departments_to_the_tasks_below() {
    let warnings = ensure_tasks(
        "云溪市2025年便民行动方案\n一、办事\n1.开设综合窗口。(牵头单位:市数据局;责任单位:市民政局。以下任务均需各县区政府、园区管委会落实,不再一一列出)\n\
         2.推行联合检查。(市应急管理局牵头)\n二、出行\n3.新建公交站台。（责任单位：市交通运输局、各县区政府）\n",
        &[
            ("开设综合窗口。", &["市数据局", "市民政局"], &["市数据局"], None),
            ("推行联合检查。", &["市应急管理局", "各县区政府", "园区管委会"], &["市应急管理局"], None),
            ("新建公交站台。", &["市交通运输局", "各县区政府", "园区管委会"], &[], None),
        ],
    );
    assert_eq!(warnings, ["inherited-departments"], "who was added is said");
    ensure_tasks(
        "云溪市治水方案\n1.控制用水总量。[市水务局牵头，各县(市)区政府负责落实。以下均需各县(市)区政府落实，区里没有相应职能的由市里办理，不再列出)]\n\
         2.修复河岸。[市园林局牵头]\n",
        &[
            ("控制用水总量。", &["市水务局", "各县(市)区政府"], &["市水务局"], None),
            ("修复河岸。", &["市园林局", "各县(市)区政府"], &["市园林局"], None),
        ],
    );
}

#[test]
fn what_another_label_in_the_bracket_says_is_no_department() {
    ensure_tasks(
        "云溪市开放措施\n（一）设立进口药品口岸。（负责部门：市药监局、云溪海关，适用范围：临港片区）\n\
         （二）试点保税仓储。（负责部门：市商务局；适用范围：全市，以下除注明外均为全市）\n",
        &[
            ("设立进口药品口岸。", &["市药监局", "云溪海关"], &[], None),
            ("试点保税仓储。", &["市商务局"], &[], None),
        ],
    );
}

#[test]
fn who_of_a_department_answers_for_it_is_no_part_of_its_name() {
    ensure_tasks(
        "云溪市消防站建设任务\n1.建成东湖消防站。\n责任单位及责任人：东湖县政府、市财政局主要领导。\n2.改造营房。\n责任单位及责任人：南湖县政府主要负责同志。\n",
        &[
            ("建成东湖消防站。", &["东湖县政府", "市财政局"], &[], None),
            ("改造营房。", &["南湖县政府"], &[], None),
        ],
    );
}

#[test]
fn the_first_department_that_answers_leads_where_the_paper_says_so() {
    ensure_tasks(
        "云溪市若干措施\n（一）清理门槛。\n责任单位:市发改委、市财政局(第一责任单位为牵头单位,下同)\n时限要求:持续推进\n\
         （二）公开标准。\n责任单位:市建设局、市司法局\n时限要求:持续推进\n",
        &[
            ("清理门槛。", &["市发改委", "市财政局"], &["市发改委"], None),
            ("公开标准。", &["市建设局", "市司法局"], &["市建设局"], None),
        ],
    );
}

#[test]
fn groups_with_a_stop_in_their_name_stay_whole() {
    ensure_tasks(
        "云溪市方案\n1.开放数据。（牵头单位：市数据局；责任单位：市直有关部门、单位）\n2.整治厂房。（市应急管理局牵头督导，各县、区人民政府(管委会)落实）\n",
        &[
            ("开放数据。", &["市数据局", "市直有关部门、单位"], &["市数据局"], None),
            ("整治厂房。", &["市应急管理局", "各县、区人民政府(管委会)"], &["市应急管理局"], None),
        ],
    );
}

#[test]
fn a_unit_of_measurement_is_no_department() {
    let said = import(
        "号牌式样\n一、尺寸\n（一）汽车号牌。\n图1　汽车号牌尺寸（单位：毫米）\n（二）摩托车号牌。\n图2　摩托车号牌尺寸（单位：毫米）\n",
    );
    assert_eq!(said.code, 1, "{}", said.whole());
}

#[test]
fn a_cell_per_line_may_name_persons_and_hold_a_department_on_each_line() {
    let warnings = ensure_tasks(
        "园区2025年重点工作清单\n序号 |\n重点工作 |\n责任领导 |\n责任单位 |\n完成时限 |\n1 |\n盘活闲置厂房十处。 |\n叶某 |\n招商部、改革办 |\n6月底前 |\n\
         2 |\n新建雨水管网三公里。 |\n马 明 |\n规划建设局 |\n9月底前 |\n",
        &[
            ("盘活闲置厂房十处。", &["招商部", "改革办"], &[], Some("2025-06-30")),
            ("新建雨水管网三公里。", &["规划建设局"], &[], Some("2025-09-30")),
        ],
    );
    assert_eq!(warnings, ["column-not-read"]);
    let warnings = ensure_tasks(
        "云溪县2025年民生实事任务表\n\n序号\n\n民生实事\n\n责任单位\n\n完成时限\n\n1\n\n治理河岸三公里。\n\n县水务局\n\n县住建局\n\n县代建中心\n\n12月底前\n\n\
         2\n\n新建养老服务站。\n\n县民政局\n\n5月底前\n\n开工建设老年大学。\n\n12月底前\n\n3\n\n迁建县政务服务中心。\n\n县政务服务中心\n\n县代建中心\n\n12月底前\n",
        &[
            ("治理河岸三公里。", &["县水务局", "县住建局", "县代建中心"], &[], Some("2025-12-31")),
            ("新建养老服务站。", &["县民政局"], &[], Some("2025-05-31")),
            ("开工建设老年大学。", &["县民政局"], &[], Some("2025-12-31")),
            ("迁建县政务服务中心。", &["县政务服务中心", "县代建中心"], &[], Some("2025-12-31")),
        ],
    );
    assert_eq!(warnings, ["blank-cells"]);
}

#[test]
fn a_cell_per_line_may_begin_with_who_leads() {
    ensure_tasks(
        "云溪市2025年目标任务责任分解表\n\n牵头单位\n\n目 标 任 务\n\n责 任 单 位\n\n市政府办公厅\n\n公开常务会议纪要二十期\n\n市直各单位\n\n\
         市发改委\n\n固定资产投资增长两成以上\n\n市统计局、市财政局\n",
        &[
            ("公开常务会议纪要二十期", &["市政府办公厅", "市直各单位"], &["市政府办公厅"], None),
            ("固定资产投资增长两成以上", &["市发改委", "市统计局", "市财政局"], &["市发改委"], None),
        ],
    );
}

#[test]
fn departments_that_guide_support_what_a_table_lists() {
    ensure_tasks(
        "推广清单\n序号 | 改革举措 | 主要内容 | 指导部门\n1 | 共享仪器 | 开放实验设备，约定服务价格。 | 市科技局、市财政局\n2 | 容错机制 | 约定容错比例，支持早期投资。 | 市发展改革委\n",
        &[
            ("共享仪器 开放实验设备，约定服务价格。", &["市科技局", "市财政局"], &[], None),
            ("容错机制 约定容错比例，支持早期投资。", &["市发展改革委"], &[], None),
        ],
    );
}

#[test]
fn a_bar_left_of_a_table_does_not_hide_the_list_in_front_of_it() {
    ensure_tasks(
        "云溪区安置房任务\n一期主体工程封顶（住建局牵头）\n二期十栋完成配套(梁河街道牵头) |\n|\n",
        &[
            ("一期主体工程封顶", &["住建局"], &["住建局"], None),
            ("二期十栋完成配套", &["梁河街道"], &["梁河街道"], None),
        ],
    );
}

#[test]
fn a_line_that_begins_with_the_list_of_the_task_above_goes_on_with_it() {
    ensure_tasks(
        "云溪市约束性指标分工\n1.控制用水总量。(市水务局牵头)降低单位产值能耗。\n(市发改委牵头)提高绿化覆盖率。(市园林局牵头)\n2.控制排放总量。(市环保局牵头)\n",
        &[
            (
                "控制用水总量。(市水务局牵头)降低单位产值能耗。(市发改委牵头)提高绿化覆盖率。",
                &["市水务局", "市发改委", "市园林局"],
                &["市水务局", "市发改委", "市园林局"],
                None,
            ),
            ("控制排放总量。", &["市环保局"], &["市环保局"], None),
        ],
    );
}

#[test]
fn a_paper_that_was_pasted_as_one_paragraph_is_read_like_itself() {
    ensure_tasks(
        "云溪市改造意见\n各区政府，市政府各部门： 为改造老城，现提出以下意见： 一、改造老城 1.改造管网。新建泵站3座。(市水务局牵头，市财政局参加) 2.改造道路。(市住建局牵头)\n",
        &[
            ("改造管网。新建泵站3座。", &["市水务局", "市财政局"], &["市水务局"], None),
            ("改造道路。", &["市住建局"], &["市住建局"], None),
        ],
    );
}

#[test]
fn a_sentence_of_the_introduction_gives_departments_to_all_tasks_and_is_said() {
    let warnings = ensure_tasks(
        "云溪市2025年城市更新方案\n为推进更新，制定本方案。以下任务均需各区政府落实，不再一一列出。\n一、补短板\n1.改造管网。（市住建局）\n2.建设泵站。（市水利局）\n",
        &[
            ("改造管网。", &["市住建局", "各区政府"], &[], None),
            ("建设泵站。", &["市水利局", "各区政府"], &[], None),
        ],
    );
    assert_eq!(warnings, ["inherited-departments"]);
}

#[test]
fn a_heading_that_says_when_says_it_for_what_stands_below_it() {
    let warnings = ensure_tasks(
        "机关节能工作安排\n2025年6月底前完成：\n1.更换照明。（物业管理处）\n2.更换灶具。（餐饮服务中心、财务处，5月底前）\n\
         2025年12月底前完成：\n3.建设屋顶光伏。（基建处）\n",
        &[
            ("更换照明。", &["物业管理处"], &[], Some("2025-06-30")),
            ("更换灶具。", &["餐饮服务中心", "财务处"], &[], Some("2025-05-31")),
            ("建设屋顶光伏。", &["基建处"], &[], Some("2025-12-31")),
        ],
    );
    assert!(warnings.is_empty(), "{warnings:?}");
    ensure_tasks(
        "云溪市2025年整改方案\n一、立行立改事项（2025年3月底前完成）\n（一）修订制度。（市财政局负责）\n\
         二、限期整改事项（2025年9月底前完成）\n（二）清理账户。（市财政局、市审计局负责）\n",
        &[
            ("修订制度。", &["市财政局"], &[], Some("2025-03-31")),
            ("清理账户。", &["市财政局", "市审计局"], &[], Some("2025-09-30")),
        ],
    );
}

#[test]
fn numbers_of_several_levels_need_no_blank_behind_them() {
    let sandbox = Sandbox::empty();
    sandbox.write(
        "方案.txt",
        "城市更新行动实施方案\n2.重点任务\n2.1老旧小区改造\n2.1.1完成小区改造。（牵头单位：市住建局）\n\
         2.1.2加装电梯。（牵头单位：市住建局）\n2.2基础设施补短板\n2.2.1改造易涝点。（牵头单位：市水务局）\n",
    );
    let answer = sandbox.pjt("import 方案.txt --dry-run --json").json();
    let tasks = answer["tasks"].as_array().unwrap();
    let told: Vec<Value> =
        tasks.iter().map(|task| json!([task["label"], task["content"], task["pillar"]["title"]])).collect();
    assert_eq!(
        told,
        [
            json!(["2.1.1", "完成小区改造。", "老旧小区改造"]),
            json!(["2.1.2", "加装电梯。", "老旧小区改造"]),
            json!(["2.2.1", "改造易涝点。", "基础设施补短板"]),
        ]
    );
}

#[test]
fn the_addressees_and_the_places_of_a_meeting_are_no_departments() {
    let letter = "各市（州）人民政府、省级有关部门（单位）：\n现将《云省流通体系建设方案》印发给你们。\n云省流通体系建设方案\n\
                  （一）建设市场。〔责任单位：省商务厅〕\n（二）放宽准入。〔责任单位：省发展改革委〕\n";
    let warnings = ensure_tasks(
        letter,
        &[("建设市场。", &["省商务厅"], &[], None), ("放宽准入。", &["省发展改革委"], &[], None)],
    );
    assert!(warnings.is_empty(), "{warnings:?}");
    let notice = "关于召开工作会议的通知\n一、会议时间\n3月5日上午9:00。\n二、会议地点\n市政府第一会议室。\n三、参会人员\n\
                  市安委会各成员单位；各县（市、区）政府。\n四、有关要求\n1.请各单位于3月1日前报送名单。\n2.请提前10分钟入场。\n";
    let said = import(notice);
    assert_eq!(said.code, 1, "{}", said.whole());
}

#[test]
fn steps_and_safeguards_do_not_count_against_sentences_that_assign() {
    ensure_tasks(
        "云溪县环境整治方案\n一、整治内容\n（一）清理垃圾。由县城管局牵头，各乡镇、村具体落实。\n\
         （二）治理污水。由县水务局牵头，县住建局配合。\n二、实施步骤\n（一）动员部署阶段（3月1日至3月10日）。\n\
         （二）集中攻坚阶段（3月11日至6月10日）。\n三、保障措施\n（一）加强领导。成立领导小组。\n",
        &[
            ("清理垃圾。", &["县城管局", "各乡镇、村"], &["县城管局"], None),
            ("治理污水。", &["县水务局", "县住建局"], &["县水务局"], None),
        ],
    );
}

#[test]
fn a_task_that_only_speaks_of_a_scope_is_not_left_out_in_silence() {
    let text = "云溪市证照改革任务\n一、适用范围\n全市范围。\n二、任务\n1.建设电子证照库。（市数据局负责）\n2.扩大电子证照适用范围。\n\
                3.开展从业人员背景审查。\n4.归集证照数据。（市数据局、市公安局负责）\n";
    let warnings = ensure_tasks(
        text,
        &[
            ("建设电子证照库。", &["市数据局"], &[], None),
            ("归集证照数据。", &["市数据局", "市公安局"], &[], None),
        ],
    );
    assert_eq!(warnings, ["dropped-row"]);
}

#[test]
fn years_in_front_of_their_tasks_date_those_below_them() {
    ensure_tasks(
        "云溪县供水重点工作\n2025年\n1.改造水厂。（县水利局牵头，县发改局配合）\n2.更新管网。（县水利局负责）\n\
         2026年\n3.实现同网同价。（县发改局负责）\n",
        &[
            ("改造水厂。", &["县水利局", "县发改局"], &["县水利局"], Some("2025-12-31")),
            ("更新管网。", &["县水利局"], &[], Some("2025-12-31")),
            ("实现同网同价。", &["县发改局"], &[], Some("2026-12-31")),
        ],
    );
    // behind a task they are about it
    ensure_tasks(
        "云溪县供水重点工作\n1.改造水厂。（县水利局负责）\n2025年\n2.更新管网。（县水利局负责）\n2026年\n",
        &[
            ("改造水厂。", &["县水利局"], &[], Some("2025-12-31")),
            ("更新管网。", &["县水利局"], &[], Some("2026-12-31")),
        ],
    );
}

#[test]
fn who_answers_for_all_of_it_leads_and_others_see_to_their_part() {
    ensure_tasks(
        "云溪市防汛方案\n一、主要任务\n（一）落实责任人。市水利局负总责，市财政局负责资金保障。\n\
         （二）备足物资。市应急局负总责，市粮食局负责物资储备。\n",
        &[
            ("落实责任人。", &["市水利局", "市财政局"], &["市水利局"], None),
            ("备足物资。", &["市应急局", "市粮食局"], &["市应急局"], None),
        ],
    );
}

#[test]
fn a_full_stop_of_another_script_parts_roles() {
    ensure_tasks(
        "云溪市纳税服务方案\n1.推广数电发票。（牵头单位：市税务局.配合单位：市财政局.完成时限：2025年6月底）\n\
         2.压缩办税时间。（牵头单位：市税务局.配合单位：市数据局）\n",
        &[
            ("推广数电发票。", &["市税务局", "市财政局"], &["市税务局"], Some("2025-06-30")),
            ("压缩办税时间。", &["市税务局", "市数据局"], &["市税务局"], None),
        ],
    );
}

#[test]
fn what_all_who_get_the_paper_are_asked_is_no_task() {
    for (first, second) in [("1．", "2．"), ("", "")] {
        let warnings = ensure_tasks(
            &format!(
                "云溪市2025年重点工作任务分工方案\n\n为贯彻落实市委部署，结合工作实际，制定本方案，请各单位认真组织实施。\n\n一、产业\n\n\
                 {first}培育中小企业二十家。（责任单位：市经信局、市科技局）\n\n{second}新建标准厂房，各区政府切实抓好落实。（责任单位：市自然资源局）\n\n\
                 二、民生\n\n{first}改造社区食堂。（责任单位：市民政局）\n\n请各单位切实抓好落实。\n"
            ),
            &[
                ("培育中小企业二十家。", &["市经信局", "市科技局"], &[], None),
                ("新建标准厂房，各区政府切实抓好落实。", &["市自然资源局"], &[], None),
                ("改造社区食堂。", &["市民政局"], &[], None),
            ],
        );
        assert!(warnings.is_empty(), "{warnings:?}");
    }
}

#[test]
fn a_remark_in_front_of_the_labels_is_no_department() {
    let warnings = ensure_tasks(
        "云溪市2025年目标任务分工方案\n1.能耗降低3%。（约束性指标，牵头单位：市发改委；责任单位：市住建局）\n\
         2.生产总值增长6%。（预期性指标，牵头单位：市发改委）\n3.新增床位百张。（市卫健委，配合单位：市医保局）\n",
        &[
            ("能耗降低3%。", &["市发改委", "市住建局"], &["市发改委"], None),
            ("生产总值增长6%。", &["市发改委"], &["市发改委"], None),
            ("新增床位百张。", &["市卫健委", "市医保局"], &[], None),
        ],
    );
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn a_phrase_that_nobody_knows_stays_in_its_cell() {
    let due = |list: &str| {
        let answer = import(list).json();
        let tasks = answer["tasks"].as_array().unwrap();
        let of = |task: &Value| json!([task["content"], task["pillar"]["title"], task["due_text"]]);
        tasks.iter().map(of).collect::<Vec<_>>()
    };
    let list = "云溪区2024年治气任务清单\n\n序号 | 重点任务 | 责任单位 | 完成时限\n一、能源\n1 | 淘汰燃煤锅炉。 | 区住建局/区财政局 | 采暖季前\n二、产业\n\
                2 | 提升环保绩效。 | 区工信局 | 年底前\n三、面源\n3 | 监测工地扬尘。 | 区城管局 | 汛期后\n";
    let expected = [
        json!(["淘汰燃煤锅炉。", "能源", "采暖季前"]),
        json!(["提升环保绩效。", "产业", "年底前"]),
        json!(["监测工地扬尘。", "面源", "汛期后"]),
    ];
    assert_eq!(due(list), expected);
    // rows that are not all as wide as the titles
    let uneven = list.replace(" | 区工信局 | 年底前", " | 区工信局 | 年底前 | 一 | 二");
    assert_eq!(due(&uneven)[0], expected[0]);
}

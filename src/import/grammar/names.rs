//! What a department's name looks like, and what only sounds like one.

use super::fold;

/// Words for one's function that stand behind 省, 市, 区 in the name of a 厅, 局, 委 or 办. Organs that
/// report upward past the place and are often named without it (海关, 税务, 气象) are left out on purpose.
const FUNCTIONS: &[&str] = &[
    "发展",
    "发改",
    "科技",
    "科学技术",
    "工业",
    "工信",
    "经信",
    "经济和信息化",
    "经济信息化",
    "教育",
    "教体",
    "财政",
    "人力",
    "人社",
    "自然资源",
    "规划",
    "生态环境",
    "住房",
    "住建",
    "城乡建设",
    "建设",
    "交通",
    "水利",
    "水务",
    "农业",
    "农村",
    "商务",
    "文化",
    "文旅",
    "文广",
    "卫生",
    "卫健",
    "退役军人",
    "应急",
    "审计",
    "市场监管",
    "市场监督",
    "医疗保障",
    "医保",
    "统计",
    "公安",
    "民政",
    "司法",
    "能源",
    "林业",
    "体育",
    "广电",
    "广播",
    "数据",
    "大数据",
    "政务",
    "行政审批",
    "审批",
    "地方金融",
    "金融",
    "国资",
    "国有资产",
    "药监",
    "药品",
    "知识产权",
    "信访",
    "外事",
    "外办",
    "乡村振兴",
    "机关事务",
    "投资促进",
    "城管",
    "城市管理",
    "综合执法",
    "园林",
    "粮食",
    "民族",
    "民宗",
    "海洋",
    "科工",
    "营商",
    "信息化",
    "产业",
    "园区",
    "口岸",
    "残联",
    "通信管理",
    "档案",
];

const LEVELS: &[&str] = &["自治区", "省", "市", "区", "县", "州", "盟", "旗"];

/// Signs that end a unit's name beyond doubt.
const STRONG: &str = "部委办局厅署院会府处室司团校行协联组队";
/// Signs that end a unit's name among other things.
const WEAK: &str = "社科关区县市省州盟旗镇乡道村位门构站所馆台心港园库场厂店网企业盟户地";

/// Words that begin a task, not a name.
const VERBS: &[&str] = &[
    "推进",
    "推动",
    "建设",
    "建立",
    "加强",
    "加快",
    "完善",
    "健全",
    "打造",
    "实施",
    "提升",
    "开展",
    "优化",
    "深化",
    "强化",
    "培育",
    "支持",
    "鼓励",
    "构建",
    "促进",
    "扩大",
    "提高",
    "规范",
    "做好",
    "办好",
    "抓好",
    "制定",
    "编制",
    "引导",
    "探索",
    "改革",
    "创建",
    "争创",
    "统筹",
    "发挥",
    "落实",
    "创新",
    "壮大",
    "增进",
    "增强",
    "激发",
    "聚焦",
    "巩固",
    "拓展",
    "完成",
    "研究",
    "组织开展",
    "召开",
    "印发",
    "出台",
];

/// Whether a list of names leaves no doubt that it is one: each has the sign of an office, or is a group.
pub(super) fn is_surely_unit(list: &str) -> bool {
    let key = fold::key(list);
    key.split(['、', ',', ';', '/'])
        .all(|name| name.ends_with(|sign| STRONG.contains(sign)) || is_group(name))
}

/// Whether `name` can be the name of a unit or of a group of units, said on its own.
pub(super) fn is_unit(name: &str) -> bool {
    let key = fold::key(name);
    let signs: Vec<char> = key.chars().collect();
    if signs.len() < 2 || signs.len() > 40 || has_sentence_marks(&signs) {
        return false;
    }
    // the bracket behind a name is part of it: 省市场监管局（省知识产权局）
    let mut end = signs.len();
    while matches!(signs.get(end.wrapping_sub(1)), Some(')' | ']')) {
        let Some(open) =
            signs.get(..end).and_then(|part| part.iter().rposition(|sign| matches!(sign, '(' | '[')))
        else {
            return false;
        };
        end = open;
    }
    let Some(stem) = signs.get(..end).filter(|stem| stem.len() >= 2) else {
        return false;
    };
    let Some(last) = stem.last() else { return false };
    let verb = VERBS.iter().any(|verb| key.starts_with(verb));
    if STRONG.contains(*last) {
        return !verb || stem.len() <= 4 || is_function(&key);
    }
    if is_group(name) {
        return stem.len() <= 24;
    }
    const ENDINGS: &[&str] = &[
        "中心",
        "集团",
        "公司",
        "实验室",
        "海关",
        "高校",
        "学校",
        "大学",
        "政法委",
        "气象",
        "电信",
        "移动",
        "联通",
        "铁塔",
        "供电",
        "烟草",
        "邮政",
        "税务",
        "城投",
        "交投",
        "文旅",
        "专班",
        "总部",
        "基地",
        "武警",
        "消防",
        "地铁",
        "管委",
        "街镇",
        "城投集团",
        "运营商",
    ];
    (WEAK.contains(*last) || ENDINGS.iter().any(|ending| stem.iter().collect::<String>().ends_with(ending)))
        && !verb
        && stem.len() <= 20
}

/// Whether a name stands for several units: 相关学校, 各区政府, 行业主管部门.
pub(super) fn is_group(name: &str) -> bool {
    let key = fold::key(name);
    const STARTS: &[&str] = &[
        "各",
        "相关",
        "有关",
        "其他",
        "全市各",
        "全省各",
        "全区各",
        "全县各",
        "辖区",
        "市直各",
        "区直各",
        "县直各",
        "省直各",
        "沿江各",
        "沿海各",
    ];
    const INSIDE: &[&str] = &[
        "各有关",
        "各相关",
        "各级",
        "有关部门",
        "相关部门",
        "有关单位",
        "相关单位",
        "主管部门",
        "各部门",
        "各单位",
        "有关企业",
        "相关企业",
        "各县",
        "各区",
        "各市",
        "各镇",
        "各乡",
        "各街",
    ];
    STARTS.iter().any(|start| key.starts_with(start))
        || INSIDE.iter().any(|word| key.contains(word))
        || matches!(
            key.as_str(),
            "高校" | "高等学校" | "学校" | "企业" | "街道办事处" | "街镇" | "成员单位" | "街道"
        )
        || key.ends_with("成员单位")
}

/// Whether words behind 等 or 会同 only say "and others": 有关部门, 单位, 市政府有关部门.
pub(super) fn is_others(words: &str) -> bool {
    let key = fold::key(words);
    const WHOLE: &[&str] = &[
        "部门",
        "单位",
        "地区",
        "部门和单位",
        "部门单位",
        "部门、单位",
        "机构",
        "企业",
        "地",
        "县区",
        "区县",
        "方面",
    ];
    if key.is_empty() || WHOLE.contains(&key.as_str()) {
        return true;
    }
    const ENDS: &[&str] = &["部门", "单位", "方面", "地区", "机构", "部门和单位"];
    let count = key.chars().count();
    count <= 14
        && ENDS.iter().any(|end| key.ends_with(end))
        && (key.contains("有关")
            || key.contains("相关")
            || key.starts_with(|sign: char| sign.is_ascii_digit())
            || key.contains("各")
            || count <= 4)
}

/// Whether a cell says that nobody is meant.
pub(super) fn is_nobody(words: &str) -> bool {
    /// Bytes of such a word, blanks around it counted.
    const LONGEST: usize = 60;
    if words.len() > LONGEST {
        return false;
    }
    let key = fold::key(words);
    matches!(
        key.trim_end_matches(['。', '.']),
        "" | "无" | "-" | "--" | "/" | "\\" | "暂无" | "空白" | "空" | "none" | "n/a"
    )
}

/// Whether a list can go on with `name` as a new unit behind 和 or 及.
pub(super) fn begins_unit(key: &str) -> bool {
    const STARTS: &[&str] = &[
        "各",
        "相关",
        "有关",
        "其他",
        "省",
        "市",
        "区",
        "县",
        "州",
        "国家",
        "中国",
        "中央",
        "上海",
        "自治区",
    ];
    is_unit(key)
        && (key.chars().count() >= 3 || key.starts_with('各'))
        && (STARTS.iter().any(|start| key.starts_with(start)) || is_function(key))
}

/// Whether a name of a 厅, 局, 委 or 办 starts with its function: its level word is missing.
pub(super) fn is_function(key: &str) -> bool {
    key.ends_with(['厅', '局', '委', '办'])
        && key.chars().count() >= 3
        && FUNCTIONS.iter().any(|function| key.starts_with(function))
}

/// The level word of a 厅, 局, 委 or 办: 省科技厅 → 省. 市场监管局 has none.
pub(super) fn level_word(key: &str) -> Option<&'static str> {
    let key = key.split(['(', '[']).next().unwrap_or(key);
    let level = LEVELS.iter().find(|level| key.starts_with(**level))?;
    (!is_function(key) && is_function(key.strip_prefix(level)?)).then_some(level)
}

/// The level word of a party committee's organ: 省委组织部 → 省.
pub(super) fn committee_level(key: &str) -> Option<&'static str> {
    LEVELS.iter().find(|level| key.strip_prefix(**level).is_some_and(|rest| rest.starts_with('委'))).copied()
}

/// A bare kind of place: 区, 县级市, 街道.
pub(super) fn is_place_kind(key: &str) -> bool {
    const KINDS: &[&str] = &[
        "省",
        "自治区",
        "直辖市",
        "市",
        "区",
        "县",
        "州",
        "地",
        "盟",
        "旗",
        "乡",
        "镇",
        "乡镇",
        "街道",
        "市州",
        "区县",
        "县区",
        "设区市",
        "地级市",
        "县级市",
        "地级以上市",
        "设区的市",
        "市区",
        "村",
        "社区",
        "新区",
    ];
    KINDS.contains(&key)
}

/// A place named without its government: 杭州市, 德清县.
pub(super) fn is_place(key: &str) -> bool {
    let count = key.chars().count();
    (2..=8).contains(&count)
        && key.ends_with(['市', '县', '区', '州', '旗'])
        && !["开发区", "园区", "示范区", "社区", "地区", "高新区"].iter().any(|end| key.ends_with(end))
        && !is_group(key)
}

/// Marks that no name holds.
pub(super) fn has_sentence_marks(key: &[char]) -> bool {
    key.iter().any(|sign| matches!(sign, '。' | ':' | '?' | '!' | '“' | '”' | '"' | '%' | ';' | '《'))
}

//! Names of offices, one a line: in a column as narrow as they are each of its lines is full, so that the room does not tell
//! where one name ends.

/// Behind which of several lines a name ends and another one begins; none where the lines hold anything but whole names.
pub(super) fn ends<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<bool> {
    let lines: Vec<&str> = lines.map(str::trim).collect();
    let mut ends = Vec::with_capacity(lines.len());
    let mut name = String::new();
    for (index, line) in lines.iter().enumerate() {
        name.push_str(line);
        if name.len() > LONGEST {
            return Vec::new();
        }
        let next = lines.get(index + 1);
        let is_end = is_whole(&name) && next.is_none_or(|next| begins(next));
        if is_end {
            name.clear();
        }
        ends.push(is_end && next.is_some());
    }
    if name.is_empty() { ends } else { Vec::new() }
}

/// The bytes of the longest name.
const LONGEST: usize = 120;

fn is_whole(line: &str) -> bool {
    /// Shorter ones may be a part of a name.
    const SHORTEST: usize = 3;
    const ENDS: &[char] = &['局', '委', '厅', '办', '部', '院', '会', '府', '署', '）', ')'];
    let is_word = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || "（）()".contains(c);
    let opened = line.matches(['（', '(']).count();
    let ends = line.ends_with(ENDS) || is_group(line);
    ends && line.chars().count() >= SHORTEST
        && line.chars().all(is_word)
        && opened == line.matches(['）', ')']).count()
}

/// Whether a line begins as names do behind which another one stands: with the level of its office, or as a group.
fn begins(line: &str) -> bool {
    line.starts_with(['省', '市', '区', '县', '州', '旗']) || is_group(line)
}

/// Groups of places; those of offices (各部门) may go on the name of the office above them.
fn is_group(line: &str) -> bool {
    ["各街道", "各乡", "各镇", "各区", "各县", "各市", "各州", "各地", "各旗"]
        .iter()
        .any(|group| line.starts_with(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_a_name_over_several_lines() {
        for (lines, names) in [
            (&["区民政局", "区住建局"][..], "区民政局|区住建局"),
            (&["区发改局", "各街道"], "区发改局|各街道"),
            (&["县交通运输局", "各乡镇（街", "道）"], "县交通运输局|各乡镇（街道）"),
            (&["省发展改革", "委", "省能源局", "省财政厅"], "省发展改革委|省能源局|省财政厅"),
            (&["市人力资源社会保", "障局"], "市人力资源社会保障局"),
            (&["市委", "市直机关工委"], "市委市直机关工委"),
            (&["市人民政府", "各部门"], "市人民政府各部门"),
            (&["国家税务总局", "滨江市税务局"], "国家税务总局滨江市税务局"),
            (&["市教育局、", "市财政局"], "市教育局、市财政局"),
            (&["市住房城乡建设局（市", "人防办）"], "市住房城乡建设局（市人防办）"),
            (&["区民政局", "区里推进建设"], "区民政局区里推进建设"),
        ] {
            let ends = ends(lines.iter().copied());
            let end = |index: usize| if ends.get(index) == Some(&true) { "|" } else { "" };
            let read: String =
                lines.iter().enumerate().map(|(index, line)| (*line).to_owned() + end(index)).collect();
            assert_eq!(read, names, "{lines:?}");
        }
    }
}

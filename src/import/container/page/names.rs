//! Names of offices, one a line: in a column as narrow as they are each of its lines is full, so that the room does not tell
//! where one name ends.

/// Whether each of several lines is a whole name, by how it begins and ends.
pub(super) fn one_a_line<'l>(lines: impl Iterator<Item = &'l str>) -> bool {
    let lines: Vec<&str> = lines.map(str::trim).collect();
    let Some((first, others)) = lines.split_first().filter(|(_, others)| !others.is_empty()) else {
        return false;
    };
    is_whole(first) && others.iter().all(|line| is_whole(line) && begins(line))
}

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
        for (lines, are_names) in [
            (&["区民政局", "区住建局"][..], true),
            (&["区发改局", "各街道"], true),
            (&["县交通运输局", "各乡镇（街道）"], true),
            (&["省发展改革委", "省能源局", "省财政厅"], true),
            (&["市人力资源社会保", "障局"], false),
            (&["市委", "市直机关工委"], false),
            (&["市人民政府", "各部门"], false),
            (&["国家税务总局", "滨江市税务局"], false),
            (&["市教育局、", "市财政局"], false),
            (&["市住房城乡建设局（市", "人防办）"], false),
            (&["区民政局"], false),
        ] {
            assert_eq!(one_a_line(lines.iter().copied()), are_names, "{lines:?}");
        }
    }
}

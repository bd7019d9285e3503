//! Numbers as Chinese documents print them: `14`, `（14）`, `十四`, `⑭`.

use super::fold::fold;

/// A Chinese numeral up to a few thousands; two digits side by side (一二) are none.
pub fn chinese(text: &str) -> Option<u32> {
    let (mut total, mut digit) = (0, None);
    for sign in text.chars() {
        match sign {
            '十' => total += digit.take().unwrap_or(1) * 10,
            '百' => total += digit.take().unwrap_or(1) * 100,
            // articles of a code go past a thousand
            '千' => total += digit.take()? * 1000,
            _ if digit.is_some_and(|digit| digit > 0) => return None,
            _ => {
                digit = Some(
                    u32::try_from(
                        "〇一二三四五六七八九".chars().position(|known| known == digit_sign(sign))?,
                    )
                    .ok()?,
                )
            }
        }
    }
    (!text.is_empty()).then_some(total + digit.unwrap_or(0))
}

fn digit_sign(sign: char) -> char {
    match sign {
        '零' | '○' => '〇',
        '两' => '二',
        _ => sign,
    }
}

/// The number in one of the circled and bracketed signs that count.
pub(crate) fn circled(sign: char) -> Option<u32> {
    let base = match sign {
        '①'..='⑳' => '①',
        '⑴'..='⒇' => '⑴',
        '⒈'..='⒛' => '⒈',
        '❶'..='❿' => '❶',
        '㈠'..='㈩' => '㈠',
        _ => return None,
    };
    Some(sign as u32 - base as u32 + 1)
}

/// The number of a label as a document prints it: `（14）`, `14.`, `十四、`, `⑭`. One of several levels (`3.2`) has none.
pub(crate) fn of_label(label: &str) -> Option<u32> {
    let folded = fold(label);
    let bare =
        folded.trim_matches(|sign| matches!(sign, '(' | ')' | '[' | ']' | '.' | '、' | '．' | '第' | '项'));
    if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return bare.parse().ok();
    }
    let mut signs = bare.chars();
    match (signs.next().and_then(circled), signs.next()) {
        (Some(number), None) => Some(number),
        _ => chinese(bare),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_the_number_that_they_print() {
        for (label, number) in [
            ("（14）", Some(14)),
            ("14.", Some(14)),
            ("１４、", Some(14)),
            ("(3)", Some(3)),
            ("十四、", Some(14)),
            ("（二十三）", Some(23)),
            ("一千一百三十九", Some(1139)),
            ("千", None),
            ("⑭", Some(14)),
            ("第5项", Some(5)),
            ("3.2", None),
            ("", None),
            ("●", None),
        ] {
            assert_eq!(of_label(label), number, "{label}");
        }
    }
}

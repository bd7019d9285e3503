//! What others say who know one language only: the operating system, git, the readers of file formats. Common
//! sentences are said in Chinese; whatever else they say is quoted.

use std::{fmt, io};

use super::Text;

/// What git or a hook of it printed, and what that means.
const OF_GIT: [(&str, &str); 16] = [
    ("empty ident", "git 还不知道您的姓名和邮箱"),
    ("tell me who you are", "git 还不知道您的姓名和邮箱"),
    ("Author identity unknown", "git 还不知道您的姓名和邮箱"),
    ("not a tree object", "仓库里没有这个版本的文件"),
    ("unable to read tree", "仓库里没有这个版本的文件"),
    ("bad object", "仓库里没有这个版本"),
    ("index.lock", "另一个 git 正在使用这个仓库，或上次中断时留下了锁"),
    ("cannot lock ref", "另一个 git 正在改动这个分支，或上次中断时留下了锁"),
    ("No space left on device", "磁盘已满"),
    ("Permission denied", "没有权限"),
    ("Read-only file system", "磁盘是只读的"),
    ("gpg failed to sign", "提交的签名没有成功"),
    ("Aborting commit due to empty commit message", "提交说明是空白的"),
    ("nothing to commit", "没有可以提交的改动"),
    ("unmerged files", "还有合并冲突没有处理"),
    ("unable to access", "读不了 git 的设置或远程仓库"),
];

/// What readers of file formats say, by what is told first; the last lines hold for whatever else one of them says.
const OF_DOCUMENTS: [(&str, &str); 22] = [
    ("Could not find EOCD", "压缩包的结尾没有了，可能没有下载或复制完"),
    ("Missing end of central directory", "压缩包的结尾没有了，可能没有下载或复制完"),
    ("No CDFH found", "压缩包的文件清单没有了，可能没有下载或复制完"),
    ("Multi-disk ZIP", "压缩包是分卷的，只有其中一卷"),
    ("Duplicate filename", "压缩包里有重名的文件"),
    ("specified file not found in archive", "压缩包里缺少文件"),
    ("password is incorrect", "密码不对"),
    ("compression method not supported", "压缩方式少见，不能解开"),
    ("nvalid checksum", "压缩包的内容与校验值不符"),
    ("corrupt deflate stream", "压缩的内容已损坏"),
    ("unexpected end of file", "内容提前结束"),
    ("failed to fill whole buffer", "内容提前结束"),
    ("not closed", "XML 写到一半断开"),
    ("close tag", "XML 的标签不配对"),
    ("expected `</", "XML 的标签不配对"),
    ("unsupported Zip archive", "压缩包用了不支持的格式"),
    ("invalid Zip archive", "压缩包的结构已损坏"),
    ("syntax error", "XML 不合语法"),
    ("ill-formed document", "XML 的结构不完整"),
    ("error while parsing attribute", "XML 的属性不合语法"),
    ("malformed UTF-8", "文字编码有误"),
    ("invalid utf-8", "文字编码有误"),
];

impl Text {
    /// Words of a program that speaks English only: quoted in Chinese, so that they are seen to be another's.
    pub fn foreign(words: impl fmt::Display) -> Self {
        let words = words.to_string();
        let is_chinese = words.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        if is_chinese { Self::same(words) } else { Self::new(format!("`{words}`"), words) }
    }

    /// What a reader of packages and XML says of a document: in Chinese where it is known, else as [`Text::foreign`].
    pub(crate) fn of_document(words: impl fmt::Display) -> Self {
        let words = words.to_string();
        match OF_DOCUMENTS.iter().find(|(english, _)| words.contains(english)) {
            Some((_, chinese)) => Self::new(*chinese, words),
            None => Self::foreign(words),
        }
    }

    /// What the reader of JSON says, with the place.
    pub(crate) fn of_json(error: &serde_json::Error) -> Self {
        use serde_json::error::Category;
        let chinese = match error.classify() {
            Category::Eof => "写到一半断开",
            Category::Syntax => "不合语法",
            Category::Data => "内容不合规定",
            Category::Io => return Self::foreign(error),
        };
        let (line, column) = (error.line(), error.column());
        Self::new(format!("JSON {chinese}（第 {line} 行第 {column} 列）"), error.to_string())
    }

    /// Words of git.
    pub(crate) fn of_git(words: &str) -> Self {
        match OF_GIT.iter().find(|(english, _)| words.contains(english)) {
            Some((_, chinese)) => Self::new(*chinese, words),
            None => Self::foreign(words),
        }
    }
}

/// Parts the two languages of a sentence that goes through a library as one.
const BOTH: char = '‖';

impl Text {
    /// Both languages in one string, for a library that carries strings only.
    pub fn joined(&self) -> String {
        let part = |words: &str| words.replace(BOTH, "|");
        format!("{}{BOTH}{}", part(&self.zh), part(&self.en))
    }

    /// What [`Text::joined`] made, out of the middle of what a library says.
    pub fn parted(words: &str) -> Option<Self> {
        words.split_once(BOTH).map(|(zh, en)| Self::new(zh, en))
    }
}

/// An error of a file that is our own refusal, in both languages.
pub fn refusal(words: Text) -> io::Error {
    io::Error::other(Refusal(words))
}

#[derive(Debug)]
struct Refusal(Text);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Refusal {}

impl From<&io::Error> for Text {
    fn from(error: &io::Error) -> Self {
        if let Some(refusal) = error.get_ref().and_then(|inner| inner.downcast_ref::<Refusal>()) {
            return refusal.0.clone();
        }
        let Some(chinese) = of_kind(error.kind()) else { return Self::foreign(error) };
        let number = error.raw_os_error().map(|number| format!("（系统错误 {number}）")).unwrap_or_default();
        Self::new(format!("{chinese}{number}"), error.to_string())
    }
}

fn of_kind(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    Some(match kind {
        Kind::NotFound => "没有这个文件或文件夹",
        Kind::PermissionDenied => "没有权限",
        Kind::AlreadyExists => "已经存在",
        Kind::NotADirectory => "路径中有一段不是文件夹",
        Kind::IsADirectory => "这是一个文件夹",
        Kind::DirectoryNotEmpty => "文件夹不是空的",
        Kind::ReadOnlyFilesystem => "磁盘是只读的",
        Kind::StorageFull => "磁盘已满",
        Kind::QuotaExceeded => "磁盘配额已用完",
        Kind::FileTooLarge => "文件过大",
        Kind::ResourceBusy => "正被占用",
        Kind::ExecutableFileBusy => "程序正在运行",
        Kind::CrossesDevices => "不在同一个磁盘上",
        Kind::TooManyLinks => "链接太多",
        Kind::InvalidFilename => "文件名不可用",
        Kind::ArgumentListTooLong => "参数太长",
        Kind::Interrupted => "被中断",
        Kind::WouldBlock => "正被占用",
        Kind::TimedOut => "等待超时",
        Kind::BrokenPipe => "接收输出的程序已经关闭",
        Kind::UnexpectedEof => "内容提前结束",
        Kind::WriteZero => "没有写完",
        Kind::OutOfMemory => "内存不足",
        Kind::Unsupported => "系统不支持",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{text, text::Lang};

    #[test]
    fn the_operating_system_speaks_chinese() {
        let words = Text::from(&io::Error::from_raw_os_error(2));
        assert_eq!(words.in_lang(Lang::Zh), "没有这个文件或文件夹（系统错误 2）");
        assert_eq!(words.in_lang(Lang::En), "No such file or directory (os error 2)");
    }

    #[test]
    fn readers_of_formats_speak_chinese() {
        let zip = zip::ZipArchive::new(io::Cursor::new(b"PK\x03\x04 cut off")).map(drop).unwrap_err();
        let words = Text::of_document(zip);
        assert_eq!(words.in_lang(Lang::Zh), "压缩包的结尾没有了，可能没有下载或复制完");
        assert!(words.in_lang(Lang::En).contains("Zip archive"));
        for xml in ["<a></b>", "<a", "<a b></a>x<!-- "] {
            let mut reader = quick_xml::Reader::from_str(xml);
            let error = loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break None,
                    Ok(_) => {}
                    Err(error) => break Some(error),
                }
            };
            let words = error.map(Text::of_document).unwrap();
            assert!(words.in_lang(Lang::Zh).starts_with("XML"), "{words:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_quoted() {
        assert_eq!(Text::of_git("fatal: strange").in_lang(Lang::Zh), "`fatal: strange`");
        assert_eq!(Text::of_git("钩子：请补充佐证").in_lang(Lang::Zh), "钩子：请补充佐证");
        let own = refusal(text!("不是普通文件", "not a regular file"));
        assert_eq!(Text::from(&own).in_lang(Lang::Zh), "不是普通文件");
    }
}

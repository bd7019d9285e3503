//! Where evidence is looked for that is a path: in the store, and in what holds the store. However a path is written, it
//! means one place.

/// The paths that a piece of evidence may mean, from the top of what holds `store`, which is a path from there itself: in the
/// store, and beside it. None of an address, and of what leads elsewhere.
pub fn places(store: &str, evidence: &str) -> Vec<String> {
    if evidence.contains("://") || evidence.trim().is_empty() {
        return Vec::new();
    }
    let store = store.trim_end_matches('/');
    let mut folders = vec![store];
    if !store.is_empty() {
        folders.push(store.rsplit_once('/').map_or("", |(above, _)| above));
    }
    // Windows parts names otherwise.
    let turned = evidence.replace('\\', "/");
    let mut places: Vec<String> = Vec::new();
    for evidence in [evidence, &turned] {
        for place in folders.iter().filter_map(|folder| normal(folder, evidence)) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

/// A path seen from a folder, without `.` and `..`, from where the folder's path begins; none where it leads above that, or
/// begins at a root.
pub fn normal(folder: &str, path: &str) -> Option<String> {
    let is_of_disk = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with(['/', '\\']) || is_of_disk {
        return None;
    }
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop()?;
            }
            name => names.push(name),
        }
    }
    (!names.is_empty()).then(|| names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_it_is_written_evidence_means_one_place() {
        for evidence in ["a/ev.pdf", "./a/ev.pdf", "a//ev.pdf", "a/b/../ev.pdf", "a\\ev.pdf"] {
            let places = places("x/data/", evidence);
            assert!(places.contains(&"x/data/a/ev.pdf".to_owned()), "{evidence}");
            assert!(places.contains(&"x/a/ev.pdf".to_owned()), "{evidence}");
        }
        assert_eq!(places("data/", "../ev.pdf"), ["ev.pdf"], "what leads out of the repository is elsewhere");
        assert_eq!(places("", "ev.pdf"), ["ev.pdf"]);
        for elsewhere in
            ["/etc/ev.pdf", "C:\\ev.pdf", "\\\\host\\ev.pdf", "https://a.cn/ev.pdf", "../../ev", " "]
        {
            assert_eq!(places("data/", elsewhere), Vec::<String>::new(), "{elsewhere}");
        }
    }
}

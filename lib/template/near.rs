//! Names near to one that isn't known.

/// `did you mean 'x' or 'y'?`, or which names there are; `None` where there is none at all.
pub(crate) fn hint<'n>(wanted: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    let mut near: Vec<(usize, &str)> = known.iter().map(|name| (distance(wanted, name), *name)).collect();
    near.sort_unstable();
    let best = near.first().map_or(0, |(distance, _)| *distance);
    near.retain(|(distance, name)| *distance <= best + 1 && *distance <= 1 + name.len() / 3);
    match near.as_slice() {
        [] if known.is_empty() => None,
        [] => Some(format!("there {}", list(&known, "is", "are"))),
        near => {
            let names: Vec<String> = near.iter().take(3).map(|(_, name)| format!("'{name}'")).collect();
            Some(format!("did you mean {}?", names.join(" or ")))
        }
    }
}

/// All names that there are.
pub(super) fn all(known: &[&str]) -> Option<String> {
    let mut known = known.to_vec();
    known.sort_unstable();
    known.dedup();
    (!known.is_empty()).then(|| format!("there {}", list(&known, "is", "are")))
}

fn list(names: &[&str], one: &str, several: &str) -> String {
    let verb = if names.len() == 1 { one } else { several };
    let shown: Vec<&str> = names.iter().take(20).copied().collect();
    let more = if names.len() > 20 { ", …" } else { "" };
    format!("{verb} {}{more}", shown.join(", "))
}

/// How many letters have to be put in, taken out or changed, whatever their case; cut off for long names.
fn distance(one: &str, two: &str) -> usize {
    let letters = |text: &str| text.chars().take(64).flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (one, two) = (letters(one), letters(two));
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (above, letter) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], above + 1);
        for (left, other) in two.iter().enumerate() {
            let cost = diagonal + usize::from(letter != other);
            diagonal = row[left + 1];
            row[left + 1] = cost.min(diagonal + 1).min(row[left] + 1);
        }
    }
    row[two.len()]
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn near_names_come_first_and_all_where_none_is_near() {
        let known = ["ModuleConfigDir", "ModuleDataDir", "GetValue"];
        let ask = |wanted| hint(wanted, known.into_iter()).unwrap_or_default();
        assert_eq!(ask("ModuleConfigDri"), "did you mean 'ModuleConfigDir'?");
        assert_eq!(ask("getvalue"), "did you mean 'GetValue'?");
        assert_eq!(ask("x"), "there are GetValue, ModuleConfigDir, ModuleDataDir");
        assert_eq!(hint("x", std::iter::empty()), None);
    }
}

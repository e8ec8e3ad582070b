//! Lists of names on the command line: `unicode,spacing`, `-spacing`, `none,+unicode`.

use nguyenban::repair::residue::Kind;
use nguyenban::repair::{Group, Rules};

/// The kinds of residue that are looked for. A type of its own, lest the option be taken for one that repeats.
#[derive(Debug, Clone)]
pub struct Kinds(pub Vec<Kind>);

/// Reads a list of names: plain names alone, or `-name` and `+name` as changes to all of them.
fn chosen<T: Copy + PartialEq>(
    list: &str,
    all: &[T],
    on_request: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<Vec<T>, String> {
    let mut set: Option<Vec<T>> = None;
    let mut signed = false;
    for item in list.split(',').map(str::trim) {
        let known = || {
            let names: Vec<_> = all.iter().chain(on_request).map(|&one| name(one)).collect();
            format!("no such name: `{item}`; known are all, none, {}", names.join(", "))
        };
        let find =
            |wanted: &str| all.iter().chain(on_request).copied().find(|&one| name(one) == wanted).ok_or_else(known);
        match (item, item.strip_prefix('-'), item.strip_prefix('+')) {
            ("all", ..) => set = Some(all.to_vec()),
            ("none", ..) => set = Some(Vec::new()),
            (_, Some(off), _) => {
                let off = find(off)?;
                signed |= set.is_none();
                set.get_or_insert_with(|| all.to_vec()).retain(|&one| one != off);
            }
            (_, _, Some(on)) => {
                let on = find(on)?;
                signed |= set.is_none();
                set.get_or_insert_with(|| all.to_vec()).push(on);
            }
            _ => {
                let on = find(item)?;
                if signed {
                    return Err(format!("`{item}` after a list of changes: write `+{item}`, or put plain names first"));
                }
                set.get_or_insert_default().push(on);
            }
        }
    }
    Ok(set.unwrap_or_default())
}

/// The groups of repairs that a list names.
pub fn rules(list: &str) -> Result<Rules, String> {
    let groups = chosen(list, &Group::ALL, &Group::ON_REQUEST, Group::name)?;
    Ok(groups.into_iter().fold(Rules::none(), Rules::with))
}

/// The kinds of residue that a list names.
pub fn kinds(list: &str) -> Result<Kinds, String> {
    chosen(list, &Kind::ALL, &[], Kind::name).map(Kinds)
}

/// What `--rules` takes.
pub fn rules_help() -> String {
    let names = Group::ALL.map(Group::name).join(", ");
    format!(
        "Groups of repairs, with commas: only these, or -NAME and +NAME to switch them off and on; of all, none, {names}; and \
         lines, which joins wrapped lines and is off unless named"
    )
}

/// What `--residue-kinds` takes.
pub fn kinds_help() -> String {
    let names = Kind::ALL.map(Kind::name).join(", ");
    format!("Kinds of residue, listed like --rules; of all, none, {names}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_switch_groups() {
        let set = |list| chosen(list, &["ba", "hai", "một"], &["mười"], |name| name);
        assert_eq!(set("all"), Ok(vec!["ba", "hai", "một"]));
        assert_eq!(set("none"), Ok(vec![]));
        assert_eq!(set("một, ba"), Ok(vec!["một", "ba"]));
        assert_eq!(set("-một,-ba"), Ok(vec!["hai"]));
        assert_eq!(set("none,+hai"), Ok(vec!["hai"]));
        assert_eq!(set("+mười"), Ok(vec!["ba", "hai", "một", "mười"]));
        assert_eq!(set("all,-hai,-ba,+ba"), Ok(vec!["một", "ba"]));
        for bad in ["", "bốn", "-hai,ba", "-", "all,,none"] {
            assert!(set(bad).is_err(), "{bad}");
        }
        assert_eq!(rules("all"), Ok(Rules::default()));
        assert!(rules("spacing").is_ok_and(|rules| rules.has(Group::Spacing) && !rules.has(Group::Unicode)));
    }
}

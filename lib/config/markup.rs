//! A description's `[colour]` tags: the CSS colour names, each taken as the nearest hue that every terminal has.

/// A hue of a terminal's own palette, which its theme makes readable on its background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hue {
    /// Reds, browns and pinks near red.
    Red,
    /// Greens and olives.
    Green,
    /// Yellows, oranges and golds.
    Yellow,
    /// Blues.
    Blue,
    /// Violets and pinks.
    Magenta,
    /// Cyans and turquoises.
    Cyan,
    /// Greys: dim.
    Grey,
}

/// The text in pieces, each with its hue; `None` is the terminal's own colour, which also stands for white and black. A tag
/// holds until the next one; `[-]` ends it. Brackets around anything else are text.
pub fn pieces(text: &str) -> Vec<(Option<Hue>, &str)> {
    let (mut pieces, mut hue, mut begin, mut at) = (Vec::new(), None, 0, 0);
    while let Some(open) = text[at..].find('[').map(|found| at + found) {
        let Some((len, next)) = tag(&text[open..]) else {
            at = open + 1;
            continue;
        };
        if open > begin {
            pieces.push((hue, &text[begin..open]));
        }
        (hue, begin, at) = (next, open + len, open + len);
    }
    if begin < text.len() {
        pieces.push((hue, &text[begin..]));
    }
    pieces
}

/// The text without its tags.
pub fn plain(text: &str) -> String {
    pieces(text).into_iter().map(|(_, piece)| piece).collect()
}

/// The tag that the text begins with: its length and what it sets.
fn tag(text: &str) -> Option<(usize, Option<Hue>)> {
    let name = text.get(1..)?.split(']').next()?;
    let closed = text.as_bytes().get(1 + name.len()) == Some(&b']');
    if !closed || name.len() > 24 {
        return None;
    }
    let hue = match name.to_ascii_lowercase().as_str() {
        "-" | "white" | "black" => None,
        name => Some(hue(name)?),
    };
    Some((name.len() + 2, hue))
}

/// The hue of a CSS colour name but white and black; `None` where it is no such name.
fn hue(name: &str) -> Option<Hue> {
    COLOURS.iter().find(|(_, names)| names.split(' ').any(|colour| colour == name)).map(|(hue, _)| *hue)
}

const COLOURS: [(Hue, &str); 7] = [
    (
        Hue::Red,
        "red darkred crimson firebrick indianred lightcoral coral tomato orangered salmon darksalmon lightsalmon maroon \
         brown sienna rosybrown saddlebrown mistyrose",
    ),
    (
        Hue::Green,
        "green darkgreen lime limegreen forestgreen seagreen mediumseagreen lightgreen palegreen springgreen \
         mediumspringgreen lawngreen chartreuse greenyellow yellowgreen olivedrab olive darkolivegreen darkseagreen \
         honeydew mintcream",
    ),
    (
        Hue::Yellow,
        "yellow gold goldenrod darkgoldenrod palegoldenrod lightgoldenrodyellow lightyellow orange darkorange khaki \
         darkkhaki lemonchiffon papayawhip moccasin peachpuff chocolate peru sandybrown tan burlywood wheat navajowhite \
         bisque blanchedalmond cornsilk beige antiquewhite linen oldlace floralwhite ivory seashell",
    ),
    (
        Hue::Blue,
        "blue mediumblue darkblue navy midnightblue royalblue cornflowerblue dodgerblue deepskyblue skyblue \
         lightskyblue steelblue lightsteelblue slateblue mediumslateblue darkslateblue aliceblue ghostwhite lavender",
    ),
    (
        Hue::Magenta,
        "magenta fuchsia purple darkmagenta rebeccapurple indigo violet darkviolet blueviolet mediumpurple orchid \
         darkorchid mediumorchid plum thistle pink lightpink hotpink deeppink mediumvioletred palevioletred \
         lavenderblush",
    ),
    (
        Hue::Cyan,
        "cyan aqua teal darkcyan lightcyan turquoise mediumturquoise darkturquoise paleturquoise aquamarine \
         mediumaquamarine cadetblue lightseagreen lightblue powderblue azure",
    ),
    (
        Hue::Grey,
        "gray grey darkgray darkgrey dimgray dimgrey lightgray lightgrey silver gainsboro slategray slategrey \
         lightslategray lightslategrey darkslategray darkslategrey whitesmoke snow",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_colours_what_follows_it() {
        let text = "a [red]b[white] c [Orange]d[-][nonsense] [x[blue]";
        assert_eq!(
            pieces(text),
            [
                (None, "a "),
                (Some(Hue::Red), "b"),
                (None, " c "),
                (Some(Hue::Yellow), "d"),
                (None, "[nonsense] [x")
            ]
        );
        assert_eq!(plain(text), "a b c d[nonsense] [x");
    }

    #[test]
    fn brackets_that_are_no_tags_are_text() {
        for text in ["", "[", "]", "[]", "[ä", "[é]", "a[0]", "[[", &"[".repeat(10_000)] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn all_148_names_of_css_are_known_once() {
        let names: Vec<&str> = COLOURS.iter().flat_map(|(_, names)| names.split_ascii_whitespace()).collect();
        let mut unique = names.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!((names.len() + 2, unique.len() + 2), (148, 148));
    }
}

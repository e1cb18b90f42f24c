//! A float as digits: Go's `strconv.FormatFloat`.

/// The most digits that a float has after its point; beyond them all are 0.
const LONGEST: usize = 1100;

/// `%v`: the fewest digits that read back as the same number.
pub(super) fn shortest(number: f64) -> String {
    let text = format(number, 'g', None);
    text.strip_prefix('+').filter(|rest| *rest != "Inf").map_or(text.clone(), Into::into)
}

/// The number as one of the verbs `b e E f g G x X` has it, with a sign in every case; without a precision, the fewest
/// digits that read back as the same number.
pub(super) fn format(number: f64, verb: char, precision: Option<usize>) -> String {
    if number.is_nan() {
        return "+NaN".into();
    }
    let sign = if number.is_sign_negative() { '-' } else { '+' };
    if number.is_infinite() {
        return format!("{sign}Inf");
    }
    let number = number.abs();
    let text = match verb {
        'b' => binary(number),
        'x' | 'X' => hexadecimal(number, precision),
        'e' | 'E' => exponential(number, precision),
        'f' => fixed(number, precision),
        _ => general(number, precision),
    };
    let text = if verb.is_ascii_uppercase() { text.to_ascii_uppercase() } else { text };
    format!("{sign}{text}")
}

/// `d.ddde±dd`
fn exponential(number: f64, precision: Option<usize>) -> String {
    let text = match precision {
        Some(digits) => format!("{number:.*e}", digits.min(LONGEST)),
        None => format!("{number:e}"),
    };
    let (digits, exponent) = split(&text);
    let missing = precision.unwrap_or_default().saturating_sub(LONGEST);
    format!("{digits}{}e{}", "0".repeat(missing), signed(exponent))
}

/// `ddd.ddd`
fn fixed(number: f64, precision: Option<usize>) -> String {
    match precision {
        Some(digits) => {
            format!("{number:.*}{}", digits.min(LONGEST), "0".repeat(digits.saturating_sub(LONGEST)))
        }
        None => format!("{number}"),
    }
}

/// The shorter of both, without zeros at its end.
fn general(number: f64, precision: Option<usize>) -> String {
    let digits = precision.map(|digits| digits.clamp(1, LONGEST));
    let text = match digits {
        Some(digits) => format!("{number:.*e}", digits - 1),
        None => format!("{number:e}"),
    };
    let (mantissa, exponent) = split(&text);
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    let most = digits.map_or(6, |digits| i32::try_from(digits).unwrap_or(i32::MAX));
    if exponent < -4 || exponent >= most {
        return format!("{mantissa}e{}", signed(exponent));
    }
    let count = i32::try_from(mantissa.len() - usize::from(mantissa.contains('.'))).unwrap_or_default();
    let after_point = usize::try_from(count - 1 - exponent).unwrap_or_default();
    format!("{number:.after_point$}")
}

fn split(text: &str) -> (&str, i32) {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    (digits, exponent.parse().unwrap_or_default())
}

/// An exponent of at least two digits, with its sign.
fn signed(exponent: i32) -> String {
    format!("{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// The mantissa as an integer and the exponent of two: number = mantissa · 2^exponent.
fn parts(number: f64) -> (u64, i32) {
    let bits = number.to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap_or_default();
    let fraction = bits & ((1 << 52) - 1);
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) }
}

/// `ddddp±d`
fn binary(number: f64) -> String {
    let (mantissa, exponent) = parts(number);
    format!("{mantissa}p{exponent:+}")
}

/// `0x1.hhhp±dd`
fn hexadecimal(number: f64, precision: Option<usize>) -> String {
    let (mut mantissa, mut exponent) = parts(number);
    if mantissa == 0 {
        exponent = 0;
    } else {
        exponent += 52;
        // 1 bit before the point, and 60 after it.
        mantissa <<= 8;
        while mantissa >> 60 == 0 {
            mantissa <<= 1;
            exponent -= 1;
        }
    }
    if let Some(digits) = precision.filter(|digits| *digits < 15) {
        let shift = 60 - 4 * digits;
        let (kept, below, half) = (mantissa >> shift, mantissa & ((1 << shift) - 1), 1_u64 << (shift - 1));
        let up = below > half || (below == half && kept & 1 == 1);
        mantissa = (kept + u64::from(up)) << shift;
        if mantissa >> 61 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let digits = format!("{:015x}", mantissa & ((1 << 60) - 1));
    let digits = match precision {
        None => digits.trim_end_matches('0').to_owned(),
        Some(wanted) if wanted <= 15 => digits[..wanted].to_owned(),
        Some(wanted) => digits + &"0".repeat(wanted - 15),
    };
    let point = if digits.is_empty() { "" } else { "." };
    format!("0x{}{point}{digits}p{}", mantissa >> 60, signed(exponent))
}

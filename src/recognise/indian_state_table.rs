//! India's states and union territories: the letters of the motor vehicle registry (MoRTH, Central Motor Vehicles
//! Rules, 1989, rule 50), with those that have been replaced and are still on the road.

/// Codes and the highest office number in use or planned in each.
#[rustfmt::skip]
static OFFICES: &[(&[u8; 2], u8)] = &[
    (b"AN", 2), (b"AP", 40), (b"AR", 26), (b"AS", 34), (b"BR", 57), (b"CG", 32), (b"CH", 4), (b"DD", 3),
    (b"DL", 18), (b"DN", 9), (b"GA", 12), (b"GJ", 39), (b"HP", 99), (b"HR", 99), (b"JH", 25), (b"JK", 23),
    (b"KA", 72), (b"KL", 99), (b"LA", 2), (b"LD", 9), (b"MH", 58), (b"ML", 14), (b"MN", 8), (b"MP", 72),
    (b"MZ", 9), (b"NL", 10), (b"OD", 36), (b"OR", 36), (b"PB", 99), (b"PY", 5), (b"RJ", 62), (b"SK", 8),
    (b"TG", 38), (b"TN", 99), (b"TR", 8), (b"TS", 38), (b"UA", 20), (b"UK", 21), (b"UP", 96), (b"WB", 98),
];

/// The highest office number of the state with these letters, in any case; `None` where there is no such state.
pub(super) fn offices(letters: &[u8]) -> Option<u8> {
    let [first, second] = letters else {
        return None;
    };
    let code = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
    let place = OFFICES.binary_search_by(|(known, _)| (*known).cmp(&code));
    place.ok().map(|place| OFFICES[place].1)
}

/// Whether these two letters are a state's.
pub(super) fn is_state(letters: &[u8]) -> bool {
    offices(letters).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_sorted() {
        assert!(OFFICES.is_sorted_by_key(|(code, _)| *code));
        assert_eq!((offices(b"mh"), offices(b"WB")), (Some(58), Some(98)));
        assert_eq!((offices(b"XX"), offices(b"M")), (None, None));
    }
}

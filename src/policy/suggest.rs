//! `Did you mean`: the nearest of the words that would have been right.

/// The candidate nearest to `word`, where no more than a third of its letters differ.
#[cfg_attr(not(feature = "policy-file"), allow(dead_code))]
pub(super) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .min()
        .filter(|(distance, candidate)| {
            let longest = candidate.len().max(word.len()).min(LONGEST);
            *distance <= (longest / 3).max(1)
        })
        .map(|(_, candidate)| candidate)
}

/// Letters of a word that are compared.
const LONGEST: usize = 64;

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (
        a.chars().take(LONGEST).collect(),
        b.chars().take(LONGEST).collect(),
    );
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1)
                .min(row[j - 1] + 1)
                .min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_counts_slips() {
        for (a, b, slips) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("mask", "mask", 0),
            ("mask", "maks", 1),
            ("amsk", "mask", 1),
            ("mask", "masks", 1),
            ("mask", "ask", 1),
            ("mask", "mast", 1),
            ("kitten", "sitting", 3),
            ("abcdef", "badcfe", 3),
            ("abc", "xyz", 3),
            ("sunday", "saturday", 3),
        ] {
            assert_eq!(distance(a, b), slips, "{a} {b}");
            assert_eq!(distance(b, a), slips, "{b} {a}");
        }
    }

    #[test]
    fn a_third_of_the_letters_may_differ_and_of_long_words_so_much_as_is_compared() {
        assert_eq!(nearest("abcxyz", ["abcdef"]), None);
        assert_eq!(nearest("abcdxy", ["abcdef"]), Some("abcdef"));
        assert_eq!(nearest("x", ["y"]), Some("y"));
        assert_eq!(nearest(&"x".repeat(1_000), ["threshold"]), None);
    }

    #[test]
    fn slips_of_the_finger_have_a_suggestion_and_other_words_have_none() {
        let words = ["AADHAAR", "AADHAAR_VID", "EMAIL", "PAN"];
        assert_eq!(nearest("ADHAAR", words), Some("AADHAAR"));
        assert_eq!(nearest("emial", words), Some("EMAIL"));
        assert_eq!(nearest("PNA", words), Some("PAN"));
        assert_eq!(nearest("TELEPHONE", words), None);
        assert_eq!(nearest("", words), None);
    }
}

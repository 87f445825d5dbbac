//! Two sequences side by side: the longest common subsequence keeps its place, the rest stands alone.

/// A pair of indices; one side is `None` where the other has something that it lacks.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// The most cells of the table that are worth computing; beyond it, items are paired by their place.
const MAX_CELLS: usize = 4_000_000;

/// Aligns two sequences of keys.
pub(super) fn align<K: PartialEq>(left: &[K], right: &[K]) -> Vec<Pair> {
    if left.len().saturating_mul(right.len()) > MAX_CELLS {
        return by_place(left.len(), right.len());
    }
    let longest = table(left, right);
    let width = right.len() + 1;
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < left.len() || j < right.len() {
        if i < left.len() && j < right.len() && left[i] == right[j] {
            pairs.push((Some(i), Some(j)));
            (i, j) = (i + 1, j + 1);
        } else if j == right.len() || (i < left.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            pairs.push((Some(i), None));
            i += 1;
        } else {
            pairs.push((None, Some(j)));
            j += 1;
        }
    }
    pairs
}

/// `table[i][j]`: length of the longest common subsequence of `left[i..]` and `right[j..]`.
fn table<K: PartialEq>(left: &[K], right: &[K]) -> Vec<usize> {
    let width = right.len() + 1;
    let mut table = vec![0; (left.len() + 1) * width];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            table[i * width + j] = if left[i] == right[j] {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    table
}

fn by_place(left: usize, right: usize) -> Vec<Pair> {
    let at = |index: usize, length: usize| (index < length).then_some(index);
    (0..left.max(right)).map(|index| (at(index, left), at(index, right))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_side_adds_stands_alone() {
        let pairs = align(&["hello", "finished"], &["hello", "request", "finished", "data"]);
        assert_eq!(pairs, [(Some(0), Some(0)), (None, Some(1)), (Some(1), Some(2)), (None, Some(3))]);
    }

    #[test]
    fn nothing_is_lost() {
        let (left, right) = ([1, 2, 3, 4], [3, 9, 1, 4]);
        let pairs = align(&left, &right);
        assert_eq!(pairs.iter().filter_map(|pair| pair.0).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!(pairs.iter().filter_map(|pair| pair.1).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!(align::<u8>(&[], &[]), []);
    }
}

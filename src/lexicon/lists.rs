//! Many short lists in one.

use std::ops::Range;

/// Lists by number, side by side.
#[derive(Debug, Clone)]
pub(super) struct Lists<T> {
    /// Where each list begins; one more at the end.
    first: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy + Default> Lists<T> {
    /// So many lists of items, each with the number of its list; in each list they keep their order.
    pub(super) fn new(lists: usize, items: &[(u32, T)]) -> Self {
        let mut first = vec![0u32; lists + 1];
        for &(list, _) in items {
            first[list as usize + 1] += 1;
        }
        for list in 0..lists {
            first[list + 1] += first[list];
        }
        let mut next = first.clone();
        let mut sorted = vec![T::default(); items.len()];
        for &(list, item) in items {
            let at = &mut next[list as usize];
            sorted[*at as usize] = item;
            *at += 1;
        }
        Self { first, items: sorted }
    }

    fn range(&self, list: usize) -> Range<usize> {
        match self.first.get(list..).and_then(|rest| rest.first_chunk()) {
            Some(&[from, to]) => from as usize..to as usize,
            None => 0..0,
        }
    }

    /// A list; empty beyond the last.
    #[inline]
    pub(super) fn of(&self, list: usize) -> &[T] {
        &self.items[self.range(list)]
    }

    /// Every list in turn, to be changed.
    pub(super) fn each_mut(&mut self) -> impl Iterator<Item = &mut [T]> {
        let mut rest = self.items.as_mut_slice();
        self.first.windows(2).map(move |range| {
            let (list, after) = std::mem::take(&mut rest).split_at_mut((range[1] - range[0]) as usize);
            rest = after;
            list
        })
    }
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { first: Vec::new(), items: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_to_their_lists_in_order() {
        let mut lists = Lists::new(4, &[(2, 'a'), (0, 'b'), (2, 'c'), (3, 'd')]);
        let all: Vec<String> = (0..6).map(|list| lists.of(list).iter().collect()).collect();
        assert_eq!(all, ["b", "", "ac", "d", "", ""]);
        lists.each_mut().for_each(<[char]>::reverse);
        assert_eq!(lists.of(2), ['c', 'a']);
    }
}

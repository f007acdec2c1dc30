//! Unsigned numbers in base 128, least significant group first (Protocol Buffers, "base 128 varints").

/// Groups of a number of 64 bits.
const MAX_GROUPS: usize = 10;
const GROUP: u8 = 0x7f;
const MORE: u8 = 0x80;

/// Appends `value` in as few bytes as it takes.
pub(super) fn write(mut value: u64, to: &mut Vec<u8>) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            to.push(low & GROUP);
            return;
        }
        to.push(low & GROUP | MORE);
    }
}

/// Reads a number off the front: the number, at most `i64::MAX`, and what follows it. `None` if there is none, or none
/// of 64 bits. Superfluous groups of zero are accepted, as Supabase Auth accepts them.
pub(super) fn read(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let last = bytes.iter().position(|byte| byte & MORE == 0)?;
    let (groups, rest) = bytes.split_at_checked(last + 1)?;
    let highest = groups.last()?;
    if groups.len() > MAX_GROUPS || (groups.len() == MAX_GROUPS && *highest > 1) {
        return None;
    }
    let append = |value: u64, group: &u8| value << 7 | u64::from(group & GROUP);
    let value = groups.iter().rev().fold(0, append);
    Some((value.min(i64::MAX.unsigned_abs()), rest))
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    const MAX: u64 = i64::MAX.unsigned_abs();

    #[test]
    fn what_is_written_is_read() {
        for value in [0, 1, 127, 128, 300, 16_383, 16_384, 1 << 35, MAX] {
            let mut bytes = Vec::new();
            write(value, &mut bytes);
            bytes.push(7);

            assert_eq!(read(&bytes), Some((value, [7].as_slice())));
        }
    }

    #[test]
    fn a_number_beyond_what_the_database_keeps_is_cut_to_it() {
        let mut bytes = Vec::new();
        write(u64::MAX, &mut bytes);

        assert_eq!(bytes.len(), 10);
        assert_eq!(read(&bytes), Some((MAX, [].as_slice())));
    }

    #[test]
    fn superfluous_groups_are_accepted() {
        assert_eq!(read(&[0x81, 0x80, 0x00]), Some((1, [].as_slice())));
    }

    #[test]
    fn no_number_and_more_than_64_bits_are_refused() {
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[0x80]), None);
        assert_eq!(read(&[[0xff; 9].as_slice(), &[2]].concat()), None);
        assert_eq!(read(&[[0x80; 10].as_slice(), &[0]].concat()), None);
    }
}

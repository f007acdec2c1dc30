//! Which sessions move on to refresh tokens of the second kind while an operator has not moved all of them.
//!
//! The choice is Supabase Auth's, so that a database which both serve in turn has one answer for each session: the
//! CRC-32 of its id seeds Go's `math/rand`, whose first number below 100 is compared with the percentage.

use super::SessionId;

/// Go's generator works modulo this prime (a Lehmer generator, which only fills the state of the other).
const MODULUS: u64 = (1 << 31) - 1;
const MULTIPLIER: u64 = 48_271;
/// What Go takes for a seed of zero.
const SEED_FOR_ZERO: u64 = 89_482_311;
/// Numbers that are thrown away before the state is filled.
const WARMING_UP: usize = 20;

/// Words of the lagged Fibonacci generator whose sums are its first two numbers, and what Go mixes into each. A third is
/// needed for one session in 10^15: it is then not chosen.
const FIRST_NUMBERS: [[(usize, u64); 2]; 2] = [
    [
        (333, 13_813_372_221_700_659_651),
        (606, 4_152_330_101_494_654_406),
    ],
    [
        (332, 4_287_360_518_296_753_003),
        (605, 9_103_922_860_780_351_547),
    ],
];
/// Numbers from here on would make the remainders uneven.
const UNEVEN: u64 = (1 << 31) - (1 << 31) % 100;

/// Whether a session's tokens of the first kind are to be answered by those of the second, where `percentage` of all
/// sessions are.
pub fn is_chosen(session: SessionId, percentage: u8) -> bool {
    percentage >= 100 || share_of(session) < u64::from(percentage)
}

/// The number from 0 to 99 that is a session's for good.
fn share_of(session: SessionId) -> u64 {
    let seed = match u64::from(crc32(session.0.as_bytes())) % MODULUS {
        0 => SEED_FOR_ZERO,
        seed => seed,
    };
    FIRST_NUMBERS
        .iter()
        .map(|words| {
            let [one, other] = words.map(|(index, mixed_in)| word(seed, index) ^ mixed_in);
            // The topmost bit is dropped, and 31 of the others are kept.
            (one.wrapping_add(other) << 1) >> 33
        })
        .find(|number| *number < UNEVEN)
        .map_or(99, |number| number % 100)
}

/// A word of the state that `seed` fills, before anything is mixed into it.
fn word(seed: u64, index: usize) -> u64 {
    let mut numbers = std::iter::successors(Some(seed), |last| Some(last * MULTIPLIER % MODULUS))
        .skip(1 + WARMING_UP + 3 * index);
    let mut next = || numbers.next().unwrap_or_default();
    (next() << 40) ^ (next() << 20) ^ next()
}

/// CRC-32 as IEEE 802.3 has it, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Go's own `hash/crc32` and `math/rand` make of these ids.
    const OF_GO: [(&str, u32, u64); 8] = [
        ("00000000-0000-0000-0000-000000000000", 3_971_697_493, 88),
        ("ffffffff-ffff-ffff-ffff-ffffffffffff", 1_068_746_266, 33),
        ("6f0b7a3e-2d1c-4b5a-8f9e-0a1b2c3d4e5f", 860_447_675, 34),
        ("11111111-2222-4333-8444-555555555555", 40_250_729, 44),
        ("deadbeef-dead-4eef-beef-deadbeefdead", 2_621_846_938, 20),
        ("a3bb189e-8bf9-4888-9912-ace4e6543002", 13_834_617, 78),
        ("0b8e7e3a-51d4-4d0e-9a7d-3f1f0e5c2b10", 2_017_844_769, 14),
        ("c9bf9e57-1685-4c89-bafb-ff5af830be8a", 3_272_675_732, 48),
    ];

    fn session(id: &str) -> SessionId {
        SessionId(id.parse().unwrap())
    }

    #[test]
    fn a_session_has_the_number_that_go_would_draw() {
        for (id, crc, number) in OF_GO {
            let session = session(id);
            assert_eq!(crc32(session.0.as_bytes()), crc, "{id}");
            assert_eq!(share_of(session), number, "{id}");
        }
    }

    #[test]
    fn a_session_is_chosen_from_the_percentage_after_its_number_on() {
        for (id, _, number) in OF_GO {
            let number = u8::try_from(number).unwrap();
            assert!(!is_chosen(session(id), number), "{id}");
            assert!(is_chosen(session(id), number + 1), "{id}");
        }
    }

    #[test]
    fn none_is_chosen_at_zero_and_all_are_at_a_hundred() {
        for (id, ..) in OF_GO {
            assert!(!is_chosen(session(id), 0));
            assert!(is_chosen(session(id), 100));
        }
    }
}

//! Everything at once: the same few people sign in, link, unlink, refresh, exchange codes, sign out, are banned and deleted in
//! parallel, on one node and on two. No caller sees a failure of ours, and afterwards the database holds nothing that must not
//! be.
//!
//! [`town`] is the nodes, the people and what they hold; [`crowd`] what they do; [`invariants`] what must be true afterwards;
//! [`moments`] what no request that began after an answer may still do.

#[cfg(test)]
mod crowd;
#[cfg(test)]
mod invariants;
#[cfg(test)]
mod moments;
#[cfg(test)]
#[expect(dead_code, reason = "each suite uses its part of the support")]
#[path = "../support/mod.rs"]
mod support;
#[cfg(test)]
mod town;

#[cfg(test)]
mod everything {
    use super::crowd::{Crowd, Doing};
    use super::invariants;
    use super::support::database::{TestDatabase, both_databases};
    use super::town::{PEOPLE, Town};

    /// Long enough for every pair of doings to meet; short enough for a test.
    const STEPS: usize = 60;

    both_databases! {
        fn on_one_node(database: TestDatabase) {
            let town = Town::of_one_node(database);
            let done = Crowd::of(&town, 10).run(STEPS, Doing::ALL);
            done.each_succeeded_at_least_once(Doing::ALL);
            invariants::hold(&town);
        }

        fn first_sign_ins_make_one_user_each(database: TestDatabase) {
            let town = Town::of_one_node(database);
            Crowd::of(&town, 12).run(10, &[Doing::SignIn]);
            assert_eq!(town.count("users"), PEOPLE);
            assert_eq!(town.count("identities"), PEOPLE);
            invariants::hold(&town);
        }

        fn links_and_unlinks_leave_everybody_an_identity(database: TestDatabase) {
            let town = Town::of_one_node(database);
            let doings = &[Doing::SignIn, Doing::Link, Doing::Unlink];
            let done = Crowd::of(&town, 10).run(STEPS, doings);
            done.each_succeeded_at_least_once(doings);
            invariants::hold(&town);
        }
    }

    #[test]
    fn on_two_nodes_of_one_postgresql() {
        let name = "everything::on_two_nodes_of_one_postgresql";
        if let Some(database) = TestDatabase::postgres(name) {
            let town = Town::of_two_nodes(database);
            let done = Crowd::of(&town, 12).run(STEPS, Doing::ALL);
            done.each_succeeded_at_least_once(Doing::ALL);
            invariants::hold(&town);
        }
    }
}

//! Users, identities, the linking decision and the session rules: pure, no input or output.

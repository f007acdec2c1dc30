-- Invitations are looked for by whoever brings a token.
create index users_confirmation_token_idx on users (confirmation_token) where confirmation_token <> '';

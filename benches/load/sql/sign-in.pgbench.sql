-- A sign-in of a returning user in a transaction of its own: seven statements, the rows that a sign-in writes.
\set n random(1, :users)
\set a random(1, 99999999)
\set b random(1, 999999999999)
begin;
select i.*, u.* from identities i join users u on u.id = i.user_id where provider = 'kakao' and provider_id = (9000000000 + :n)::text;
update identities set identity_data = jsonb_build_object('iss', 'https://kauth.kakao.com', 'sub', (9000000000 + :n)::text, 'provider_id', (9000000000 + :n)::text, 'name', 'user ' || :n, 'picture', 'https://k.kakaocdn.net/dn/a/img_110x110.jpg', 'email', 'bench' || (9000000000 + :n) || '@example.com', 'email_verified', true, 'phone_verified', false), last_sign_in_at = now(), updated_at = now() where provider = 'kakao' and provider_id = (9000000000 + :n)::text;
update users set last_sign_in_at = now(), updated_at = now() where id = ('00000000-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid;
insert into sessions (id, user_id, created_at, updated_at, aal, user_agent, ip, refresh_token_hmac_key, refresh_token_counter) values ((lpad(:a::text, 8, '0') || '-0000-4000-8000-' || lpad(:b::text, 12, '0'))::uuid, ('00000000-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid, now(), now(), 'aal1', 'bench', '127.0.0.1', md5(random()::text) || md5(random()::text), 0);
insert into mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method) values (gen_random_uuid(), (lpad(:a::text, 8, '0') || '-0000-4000-8000-' || lpad(:b::text, 12, '0'))::uuid, now(), now(), 'oauth');
insert into audit_log_entries (id, instance_id, payload, created_at, ip_address) values (gen_random_uuid(), '00000000-0000-0000-0000-000000000000', json_build_object('action', 'login', 'actor_id', '00000000-0000-4000-8000-' || lpad(:n::text, 12, '0'), 'actor_username', 'bench' || (9000000000 + :n) || '@example.com', 'actor_via_sso', false, 'log_type', 'account', 'traits', json_build_object('provider', 'kakao')), now(), '');
commit;

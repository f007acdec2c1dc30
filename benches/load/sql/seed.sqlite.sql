-- People {first} to {last} of Kakao's, who have signed in before.
begin;
create temp table people as
  with recursive counted(n) as (select {first} union all select n + 1 from counted where n < {last})
  select n, printf('00000000-0000-4000-8000-%012d', n) as id, printf('00000000-0000-4000-9000-%012d', n) as identity,
    json_object('iss', '{issuer}', 'sub', cast(9000000000 + n as text),
      'provider_id', cast(9000000000 + n as text), 'name', 'user ' || n, 'full_name', 'user ' || n,
      'user_name', 'user ' || n, 'preferred_username', 'user ' || n, 'avatar_url', 'https://k.kakaocdn.net/dn/a/img_110x110.jpg',
      'picture', 'https://k.kakaocdn.net/dn/a/img_110x110.jpg', 'email', 'bench' || (9000000000 + n) || '@example.com',
      'email_verified', json('true'), 'phone_verified', json('false')) as data,
    '2026-01-01T00:00:00.000000Z' as at
  from counted;
insert into users (instance_id, id, aud, role, email, confirmation_token, recovery_token, email_change_token_new,
  email_change, email_confirmed_at, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
select '00000000-0000-0000-0000-000000000000', id, 'authenticated', 'authenticated',
  'bench' || (9000000000 + n) || '@example.com', '', '', '', '', at, at,
  '{"provider":"kakao","providers":["kakao"]}', data, at, at from people;
insert into identities (id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
select identity, cast(9000000000 + n as text), id, data, 'kakao', at, at, at from people;
commit;
drop table people;

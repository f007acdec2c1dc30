-- People {first} to {last} of Kakao's, who have signed in before, as Supabase Auth's tables hold them.
begin;
insert into auth.users (instance_id, id, aud, role, email, confirmation_token, recovery_token, email_change_token_new,
  email_change, email_confirmed_at, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
select '00000000-0000-0000-0000-000000000000', ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
  'authenticated', 'authenticated', 'bench' || (9000000000 + n) || '@example.com', '', '', '', '', now(), now(),
  '{"provider":"kakao","providers":["kakao"]}',
  jsonb_build_object('iss', '{issuer}', 'sub', (9000000000 + n)::text,
    'provider_id', (9000000000 + n)::text, 'name', 'user ' || n, 'full_name', 'user ' || n,
    'user_name', 'user ' || n, 'preferred_username', 'user ' || n, 'avatar_url', 'https://k.kakaocdn.net/dn/a/img_110x110.jpg',
    'picture', 'https://k.kakaocdn.net/dn/a/img_110x110.jpg',
    'email', 'bench' || (9000000000 + n) || '@example.com', 'email_verified', true, 'phone_verified', false),
  now(), now()
from generate_series({first}, {last}) n;
insert into auth.identities (id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
select gen_random_uuid(), raw_user_meta_data ->> 'sub', id, raw_user_meta_data, 'kakao', now(), now(), now()
from auth.users
where id between ('00000000-0000-4000-8000-' || lpad('{first}', 12, '0'))::uuid
  and ('00000000-0000-4000-8000-' || lpad('{last}', 12, '0'))::uuid;
commit;

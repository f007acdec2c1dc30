#!/bin/sh
# Supabase Auth for `load --beside`: the program of $SUPABASE_AUTH (an absolute path), with settings that answer as daemun
# does in the same run. From the load it gets DATABASE_URL, PORT, KAKAO_CLIENT_ID and SSL_CERT_FILE. It makes its own tables.
# Its default of two idle connections would cost it most of its throughput: it gets sixteen.
: "${SUPABASE_AUTH:?must be the path of Supabase Auth, built by: go build -o supabase-auth .}"
# Supabase Auth reads .env of the folder that it starts in.
cd / || exit
exec env -u HTTP_PROXY -u HTTPS_PROXY -u http_proxy -u https_proxy \
  GOTRUE_API_HOST=127.0.0.1 API_EXTERNAL_URL="http://127.0.0.1:$PORT" GOTRUE_SITE_URL=http://127.0.0.1:3000 \
  GOTRUE_DB_DRIVER=postgres DB_NAMESPACE=auth GOTRUE_DB_MAX_POOL_SIZE=16 GOTRUE_DB_MAX_IDLE_POOL_SIZE=16 \
  GOTRUE_JWT_SECRET=a-secret-of-this-benchmark-alone-and-nothing-else \
  GOTRUE_JWT_AUD=authenticated GOTRUE_JWT_DEFAULT_GROUP_NAME=authenticated GOTRUE_JWT_EXP=43200 \
  GOTRUE_EXTERNAL_KAKAO_ENABLED=true GOTRUE_EXTERNAL_KAKAO_CLIENT_ID="$KAKAO_CLIENT_ID" \
  GOTRUE_EXTERNAL_KAKAO_SECRET=unused GOTRUE_EXTERNAL_KAKAO_REDIRECT_URI="http://127.0.0.1:$PORT/callback" \
  GOTRUE_SECURITY_REFRESH_TOKEN_ALGORITHM_VERSION=2 GOTRUE_SECURITY_REFRESH_TOKEN_UPGRADE_PERCENTAGE=100 \
  GOTRUE_RATE_LIMIT_TOKEN_REFRESH=1000000000 GOTRUE_LOG_LEVEL=info \
  "$SUPABASE_AUTH"

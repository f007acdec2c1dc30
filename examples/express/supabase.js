// The Supabase client of one request: it reads the request's cookies and writes the answer's.

import { createServerClient, parseCookieHeader, serializeCookieHeader } from '@supabase/ssr'

export function supabaseFor(req, res) {
  return createServerClient(process.env.SUPABASE_URL, process.env.SUPABASE_ANON_KEY, {
    cookies: {
      getAll: () => parseCookieHeader(req.headers.cookie ?? ''),
      setAll(cookies, headers) {
        for (const { name, value, options } of cookies) {
          res.append('Set-Cookie', serializeCookieHeader(name, value, options))
        }
        // They keep a proxy from storing an answer that carries somebody's session.
        res.set(headers)
      },
    },
    cookieOptions: { httpOnly: true, secure: process.env.NODE_ENV === 'production' },
  })
}

// The Supabase client of one request on the server.

import { createServerClient } from '@supabase/ssr'
import { cookies } from 'next/headers'
import { cookieOptions } from './cookies'

export async function createClient() {
  const store = await cookies()
  return createServerClient(process.env.SUPABASE_URL, process.env.SUPABASE_ANON_KEY, {
    cookies: {
      getAll: () => store.getAll(),
      setAll(all) {
        try {
          for (const { name, value, options } of all) store.set(name, value, options)
        } catch {
          // A page may read cookies and not set them. It need not: proxy.js has refreshed the session before.
        }
      },
    },
    cookieOptions,
  })
}

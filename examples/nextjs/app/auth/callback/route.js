// Where daemun sends the browser back to: the code in the URL and the verifier in the cookie make a session.

import { redirect } from 'next/navigation'
import { createClient } from '../../../lib/supabase'

export async function GET(request) {
  const { searchParams } = request.nextUrl
  const code = searchParams.get('code')
  if (!code) redirect(failed(searchParams.get('error_code')))
  const supabase = await createClient()
  const { error } = await supabase.auth.exchangeCodeForSession(code)
  redirect(error ? failed(error.code) : '/')
}

function failed(code) {
  return `/?${new URLSearchParams({ error: code ?? 'unexpected_failure' })}`
}

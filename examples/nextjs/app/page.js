// Rendered on the server for each request: it knows the user before the browser has run anything.

import { createClient } from '../lib/supabase'
import { signIn, signOut } from './actions'

export default async function Page({ searchParams }) {
  const supabase = await createClient()
  const { data } = await supabase.auth.getUser()
  if (data.user) return <SignedIn user={data.user} />
  const { error } = await searchParams
  return <SignedOut error={error} />
}

function SignedIn({ user }) {
  return (
    <>
      <h1>Hello, {user.user_metadata.name ?? 'you'}</h1>
      <p>
        You are <code>{user.id}</code>.
      </p>
      <form action={signOut}>
        <button>Sign out</button>
      </form>
    </>
  )
}

function SignedOut({ error }) {
  return (
    <>
      <h1>Hello</h1>
      {error && <p role="alert">Signing in did not work: {error}</p>}
      <form action={signIn}>
        <button>Sign in with Kakao</button>
      </form>
    </>
  )
}

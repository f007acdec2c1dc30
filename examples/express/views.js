// The two states of the one page. Names come from people, so everything is escaped.

export function page(body) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>daemun with Express</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem }</style>
${body}
</html>`
}

export function signInForm(error) {
  const notice = error ? `<p role="alert">Signing in did not work: ${escape(error)}</p>` : ''
  return `<h1>Hello</h1>${notice}<form method="post" action="/login"><button>Sign in with Kakao</button></form>`
}

export function userCard(user) {
  return `<h1>Hello, ${escape(user.user_metadata.name ?? 'you')}</h1>
<p>You are <code>${escape(user.id)}</code>.</p>
<form method="post" action="/logout"><button>Sign out</button></form>`
}

function escape(text) {
  return String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

// No script needs to read the session: everything here happens on the server. A browser keeps a cookie that needs https on
// http://localhost too (Safari does not: use `npm run dev` there).
export const cookieOptions = { httpOnly: true, secure: process.env.NODE_ENV === 'production' }

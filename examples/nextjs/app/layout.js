export const metadata = { title: 'daemun with Next.js' }

const body = { font: '16px/1.5 system-ui, sans-serif', maxWidth: '32rem', margin: '4rem auto', padding: '0 1rem' }

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body style={body}>{children}</body>
    </html>
  )
}

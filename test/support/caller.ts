/** Somebody who asks a running server without a browser: signed in, with the headers of a page drawn for them. */
import assert from 'node:assert/strict'
import { demoPassword } from './console.ts'

export type Answer = { status: number; body: Record<string, unknown> & { code?: string } }

export async function callerAt(address: string, login: string, password = demoPassword) {
  const entered = await fetch(`${address}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  })
  assert.equal(entered.status, 200, await entered.clone().text())
  const me = (await entered.json()) as { csrf: string; who: string }
  const cookie = entered.headers.get('set-cookie')!.split(';')[0]!
  const headers = { cookie, 'x-xinheng-csrf': me.csrf, 'x-xinheng-person': me.who }

  const answerOf = async (response: Response): Promise<Answer> => {
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} }
  }
  return {
    headers,
    get: async (path: string) => answerOf(await fetch(`${address}${path}`, { headers })),
    post: async (path: string, body: object, method = 'POST') =>
      answerOf(
        await fetch(`${address}${path}`, {
          method,
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    /** Sends a file and waits for its verdicts. */
    async send(item: string, source: string, fileName: string, text: string): Promise<number> {
      const asked = new URLSearchParams({ item, source, fileName })
      const sent = await answerOf(
        await fetch(`${address}/v1/submissions?${asked}`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'text/csv' },
          body: text,
        }),
      )
      assert.equal(sent.status, 202, JSON.stringify(sent.body))
      const id = sent.body.id as number
      for (;;) {
        const { body } = await answerOf(await fetch(`${address}/v1/submissions/${id}`, { headers }))
        if (body.state === 'done') return id
        assert.notEqual(body.state, 'failed', JSON.stringify(body))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  }
}

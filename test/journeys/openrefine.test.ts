/**
 * OpenRefine, as Debian packages it, cleans a list of names against the register. A
 * machine without it passes this by, by name; the protocol itself is tested in
 * src/http/reconcile.test.ts everywhere.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { serve } from '../support/served.ts'
import { codeOf, csv, registration, world } from '../support/world.ts'

const program = '/usr/share/openrefine/refine'

test('OpenRefine reconciles a column, matches what is the same and fetches the codes', {
  skip: !existsSync(program) && `OpenRefine is not installed (apt-get install openrefine): no ${program}`,
}, async () => {
  let close = async () => {}
  after(() => close())
  const w = await world(new Date())
  const [cloud, river] = [codeOf('91', 600), codeOf('91', 601)]
  await w.send(
    csv([registration(cloud, '明衡市云杉食品有限公司'), registration(river, '明衡市澄溪机械有限公司')]),
    'registration',
  )
  const served = await serve(w)
  close = () => served.close()
  const service = `${await served.app.listen({ port: 0, host: '127.0.0.1' })}/reconcile`
  const refine = await startRefine()
  try {
    const project = await refine.makeProject('名称\n明衡市　云杉食品有限公司\n澄溪机械\n没有这样的单位\n')
    const manifest = (await (await fetch(service)).json()) as Manifest
    await refine.command('reconcile', {
      project,
      columnName: '名称',
      config: JSON.stringify({
        mode: 'standard-service',
        service,
        identifierSpace: manifest.identifierSpace,
        schemaSpace: manifest.schemaSpace,
        type: manifest.defaultTypes[0],
        autoMatch: true,
        columnDetails: [],
        limit: 5,
      }),
      engine: '{"facets":[],"mode":"row-based"}',
    })
    const cells = await refine.settled(project)
    assert.deepEqual(
      cells.map((cell) => [cell.judgment, cell.match?.id, cell.best?.id]),
      [
        ['matched', cloud, undefined],
        ['none', undefined, river],
        ['none', undefined, undefined],
      ],
    )

    await refine.command('extend-data', {
      project,
      baseColumnName: '名称',
      endpoint: service,
      identifierSpace: manifest.identifierSpace,
      schemaSpace: manifest.schemaSpace,
      columnInsertIndex: '1',
      extension: JSON.stringify({
        properties: [
          { id: 'code', name: '代码' },
          { id: 'status', name: '状态' },
        ],
      }),
      engine: '{"facets":[],"mode":"row-based"}',
    })
    await refine.settled(project)
    const rows = await refine.rows(project)
    assert.deepEqual(
      rows[0]!.cells.slice(1).map((cell) => cell?.v),
      [cloud, '存续'],
    )
    assert.deepEqual(served.faults, [])
  } finally {
    await refine.stop()
  }
})

type Manifest = { identifierSpace: string; schemaSpace: string; defaultTypes: { id: string; name: string }[] }
type Row = { cells: ({ v?: string; r?: number } | null)[] }
type Recon = { j: string; m?: { id: string }; c?: { id: string }[] }

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function startRefine() {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-refine-'))
  const port = await freePort()
  const args = ['-i', '127.0.0.1', '-p', String(port), '-d', folder, '-m', '512M', '-x', 'refine.headless=true']
  // In a group of its own: the script starts the program that is to be ended.
  const child = spawn(program, args, { cwd: '/usr/share/openrefine', stdio: 'ignore', detached: true })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const address = `http://127.0.0.1:${port}/command/core`
  const stop = async () => {
    process.kill(-child.pid!, 'SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const token = async () => ((await (await fetch(`${address}/get-csrf-token`)).json()) as { token: string }).token
  for (let tries = 0; ; tries++) {
    try {
      await token()
      break
    } catch (error) {
      if (tries < 240 && child.exitCode === null) await wait(500)
      else {
        await stop()
        throw error
      }
    }
  }
  const rowsOf = async (project: string) => {
    const answered = await fetch(`${address}/get-rows?project=${project}&start=0&limit=100`, { method: 'POST' })
    return (await answered.json()) as { rows: Row[]; pool: { recons: Record<string, Recon> } }
  }
  return {
    stop,
    async makeProject(text: string): Promise<string> {
      const form = new FormData()
      form.set('project-file', new Blob([text], { type: 'text/csv' }), 'names.csv')
      form.set('project-name', 'names')
      const options = encodeURIComponent(JSON.stringify({ separator: ',', headerLines: 1, encoding: 'UTF-8' }))
      const url = `${address}/create-project-from-upload?csrf_token=${await token()}&format=text/line-based/*sv&options=${options}`
      const answered = await fetch(url, { method: 'POST', body: form, redirect: 'manual' })
      const project = /project=(\d+)/.exec(answered.headers.get('location') ?? '')?.[1]
      assert.ok(project, `${answered.status} ${await answered.text()}`)
      return project
    },
    async command(name: string, fields: Record<string, string>) {
      const { project, ...rest } = fields
      const body = new URLSearchParams({ ...rest, csrf_token: await token() })
      const answered = await fetch(`${address}/${name}?project=${project}`, { method: 'POST', body })
      const value = (await answered.json()) as { code: string }
      assert.ok(value.code === 'ok' || value.code === 'pending', JSON.stringify(value))
    },
    /** The judgment of each row's first cell, once nothing is under way any more. */
    async settled(project: string) {
      for (;;) {
        const processes = (await (await fetch(`${address}/get-processes?project=${project}`)).json()) as {
          processes: unknown[]
        }
        if (processes.processes.length === 0) break
        await wait(200)
      }
      const { rows, pool } = await rowsOf(project)
      return rows.map((row) => {
        const recon = pool.recons[String(row.cells[0]?.r)]
        return { judgment: recon?.j, match: recon?.m, best: recon?.c?.[0] }
      })
    },
    rows: async (project: string) => (await rowsOf(project)).rows,
  }
}

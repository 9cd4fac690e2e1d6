/** What an operator should put right, told from facts alone. */
import { dayInShanghai } from '../codes/day.ts'
import type { Says } from '../terms/says.ts'
import type { DatabaseFacts } from './store.ts'

export type Advice = { id: string; weight: 'wrong' | 'mind'; says: Says }

export type Examined = {
  facts: DatabaseFacts
  /** A server runs on this data folder. */
  hasServer: boolean
  /** The oldest waiting entry of the log did not move for some seconds. */
  isWaitingStill: boolean
  /** Migrations that were not applied. */
  pending: readonly string[]
  folder: { path: string; mode: number }
  freeBytes: number | undefined
  /** A program looks at every attachment. */
  hasScanner: boolean
  urls: { server: string | undefined; owner: string | undefined }
  day: string
}

/** This month and the two after it, as partitions are named. */
export function monthsNeeded(at: Date): string[] {
  const [year, month] = dayInShanghai(at).split('-').map(Number) as [number, number]
  return [0, 1, 2].map((ahead) => {
    const n = year * 12 + month - 1 + ahead
    return `${Math.floor(n / 12)}_${String((n % 12) + 1).padStart(2, '0')}`
  })
}

const roomNeeded = 2_000_000_000

export function examine(found: Examined): Advice[] {
  const { facts, folder, urls, freeBytes } = found
  const advice: Advice[] = []
  const add = (weight: Advice['weight'], id: string, zh: string, en: string) =>
    advice.push({ id, weight, says: { zh, en } })

  if (facts.isOwner || (urls.server && urls.owner && userOf(urls.server) === userOf(urls.owner))) {
    add(
      'wrong',
      'one-role',
      '服务器与迁移使用同一个数据库角色：只增不改不再由权限保证。请让 DATABASE_URL 使用角色 xinheng，DATABASE_OWNER_URL 使用所有者。',
      'The server and the migrations use one database role, so append-only is no longer kept by rights. Let DATABASE_URL use the role xinheng, and DATABASE_OWNER_URL the owner.',
    )
  }
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit'] as const) {
    const value = facts.settings[name]
    if (value !== 'off' && !(name === 'synchronous_commit' && value === 'local')) continue
    add(
      'wrong',
      name.replaceAll('_', '-'),
      `${name} 为 ${value}：断电会丢失已确认的数据。请在 postgresql.conf 中设为 on。`,
      `${name} is ${value}: a power cut would lose what was acknowledged. Set it to on in postgresql.conf.`,
    )
  }
  if (folder.mode & 0o007) {
    add(
      'wrong',
      'folder-open',
      `数据文件夹 ${folder.path} 允许其他用户进入，其中有密码与密钥。请执行：chmod 700 "${folder.path}"`,
      `Others may enter the data folder ${folder.path}, which holds passwords and keys. Run: chmod 700 "${folder.path}"`,
    )
  }
  if (found.pending.length > 0) {
    const names = found.pending.join(', ')
    add(
      'wrong',
      'not-migrated',
      `结构不是最新，缺少：${names}。请执行 xinheng db migrate。`,
      `The structure is not up to date; wanting: ${names}. Run xinheng db migrate.`,
    )
  }
  if (found.isWaitingStill) {
    add(
      'wrong',
      'log-stuck',
      `${facts.entriesWaiting} 个存证条目一直等待排序。请查看服务器的输出，或重新启动服务器。`,
      `${facts.entriesWaiting} entries of the log keep waiting for their place. See what the server says, or start it again.`,
    )
  } else if (facts.entriesWaiting > 0) {
    add(
      'mind',
      'log-waiting',
      `${facts.entriesWaiting} 个存证条目等待排序，服务器运行时会在一秒内处理。`,
      `${facts.entriesWaiting} entries of the log wait for their place; a running server gives it within a second.`,
    )
  }
  if (facts.monthsMissing.length > 0) {
    const months = facts.monthsMissing.join(', ')
    add(
      'wrong',
      'months-missing',
      `台账与回执缺少分区：${months}。启动服务器会补上；若没有，请检查授权。`,
      `Ledger and receipts have no partition for ${months}. Starting the server makes them; if it does not, see the grants.`,
    )
  }
  if (facts.hasRowsOutside) {
    add(
      'wrong',
      'rows-outside-months',
      '有台账或回执落在默认分区中，说明时钟曾经偏差很大。请检查本机时间。',
      'Lines of the ledger or receipts fell outside all months: some clock was far off. See the time of this machine.',
    )
  }
  if (freeBytes !== undefined && freeBytes < roomNeeded) {
    const mb = Math.floor(freeBytes / 1_000_000)
    add(
      'wrong',
      'disk-nearly-full',
      `数据文件夹所在磁盘只剩 ${mb} MB。`,
      `Only ${mb} MB are free on the disk of the data folder.`,
    )
  }
  const failed = facts.submissions.find(({ state }) => state === 'failed')?.many ?? 0
  if (failed > 0) {
    add(
      'mind',
      'submissions-failed',
      `${failed} 次报送因平台故障失败，请重新报送：xinheng submissions`,
      `${failed} submissions failed by a fault of ours; send them again: xinheng submissions`,
    )
  }
  const unfinished = facts.submissions
    .filter(({ state }) => state === 'waiting' || state === 'running')
    .reduce((sum, { many }) => sum + many, 0)
  if (unfinished > 0 && !found.hasServer) {
    add(
      'mind',
      'submissions-unfinished',
      `${unfinished} 次报送尚未处理完，启动服务器后会接着处理。`,
      `${unfinished} submissions are not finished; they go on when a server runs.`,
    )
  }
  if (!found.hasScanner) {
    add(
      'mind',
      'no-scanner',
      '附件没有安全检查程序：设 XINHENG_SCAN 为一个读取标准输入、以 0 结束表示放行的程序。',
      'No program looks at attachments: set XINHENG_SCAN to one that reads its input and ends with 0 for what it lets through.',
    )
  }
  if (facts.administrators === 0) {
    add(
      'mind',
      'no-administrator',
      '还没有管理员：xinheng people add --login 名称 --role administrator',
      'There is no administrator yet: xinheng people add --login NAME --role administrator',
    )
  }
  if (facts.demonstration) {
    add(
      'mind',
      'demonstration',
      '载有演示数据，演示账号的密码人人皆知。正式使用请换一个空的数据文件夹，并设 XINHENG_DEMO=no。',
      'Demonstration data is loaded, and everyone knows the passwords of its accounts. For real use take an empty data folder with XINHENG_DEMO=no.',
    )
  }
  return advice
}

const userOf = (url: string): string => {
  try {
    return new URL(url).username
  } catch {
    return ''
  }
}

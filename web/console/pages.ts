/** The pages that stand in the navigation, and the action each is for. What one may do, the server says (`may`). */
import type { Action } from '../../src/access/permits.ts'
import type { Says } from '../../src/terms/says.ts'

export type PageLink = { to: string; words: Says; action: Action }

export const pageLinks = [
  { to: '/', words: { zh: '首页', en: 'Start' }, action: 'see-self' },
  { to: '/upload', words: { zh: '报送数据', en: 'Submit data' }, action: 'submit' },
  { to: '/submissions', words: { zh: '报送记录', en: 'Submissions' }, action: 'read-submissions' },
  { to: '/waiting', words: { zh: '这是谁', en: 'Who is this?' }, action: 'see-waiting' },
  { to: '/waiting/standing', words: { zh: '与已有记录核对', en: 'Against what stands' }, action: 'see-waiting' },
  { to: '/layouts', words: { zh: '表样', en: 'Layouts' }, action: 'read-layouts' },
  { to: '/records', words: { zh: '本单位记录', en: 'Own records' }, action: 'see-own-records' },
  { to: '/cases', words: { zh: '办件', en: 'Cases' }, action: 'see-cases' },
  { to: '/connections', words: { zh: '接入台账', en: 'Connections' }, action: 'see-connections' },
  { to: '/codes', words: { zh: '重错码', en: 'Codes' }, action: 'see-code-quality' },
  { to: '/classes-missing', words: { zh: '失信程度待定', en: 'Class missing' }, action: 'see-classes-missing' },
  { to: '/overview', words: { zh: '概览', en: 'Overview' }, action: 'see-overview' },
  { to: '/organisations', words: { zh: '查找单位', en: 'Organisations' }, action: 'read-file' },
  { to: '/check', words: { zh: '信用核查', en: 'Check' }, action: 'check' },
  { to: '/check/file', words: { zh: '按文件核查', en: 'Check a file' }, action: 'check' },
  { to: '/receipts', words: { zh: '核查回执', en: 'Receipts' }, action: 'check' },
  { to: '/file', words: { zh: '信用档案', en: 'Credit file' }, action: 'read-file' },
  { to: '/report', words: { zh: '信用报告', en: 'Report' }, action: 'report' },
  { to: '/people', words: { zh: '人员', en: 'People' }, action: 'manage-people' },
  { to: '/clients', words: { zh: '接口客户端', en: 'API clients' }, action: 'manage-clients' },
  { to: '/sources', words: { zh: '信源单位', en: 'Sources' }, action: 'manage-sources' },
  { to: '/access-changes', words: { zh: '变更记录', en: 'Changes of access' }, action: 'read-access-changes' },
  { to: '/reports', words: { zh: '已出具报告', en: 'Reports made' }, action: 'report' },
  { to: '/ledger', words: { zh: '查阅台账', en: 'Ledger' }, action: 'read-ledger' },
  { to: '/rules', words: { zh: '规则与目录', en: 'Rules' }, action: 'read-rules' },
] as const satisfies readonly PageLink[]

export const linksFor = (may: readonly string[]) => pageLinks.filter((page) => may.includes(page.action))

/** Only a place inside the console: an address brought from elsewhere must not lead anywhere else. */
export const placeToGo = (back: string | undefined) => (back && /^\/(?![/\\])/.test(back) ? back : '/')

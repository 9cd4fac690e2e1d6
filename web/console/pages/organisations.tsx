/** Finding an organisation: by name among those registered, by code also where it is known by that alone. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { type FormEvent, useId, useState } from 'react'
import { looksLikePerson } from '../../../src/codes/older-numbers.ts'
import type { OrganisationView } from '../../../src/http/schemas/counter.ts'
import type { Found } from '../../../src/http/schemas/open.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { kindWords, statusGroupWords, statusWords } from '../../ui/words.ts'
import { organisation, searchChoices, searchOrganisations } from '../api.ts'
import { CallFailed } from '../call.ts'
import { codesIn } from '../codes.ts'
import { useReading } from '../language.tsx'
import { noPersons } from '../parts/code-field.tsx'
import { Field } from '../parts/field.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { useMe } from '../session.ts'

const route = getRouteApi('/in/organisations')

const isCode = (text: string) => /^[0-9A-Z]{18}$/.test(text)

export function OrganisationsPage() {
  const { t } = useReading()
  const { q = '' } = route.useSearch()
  const [code] = codesIn(q)
  return (
    <Page
      title={t('查找单位', 'Organisations')}
      lead={t(
        '按名称、曾用名、拼音或代码查找。打开档案、核查或出具报告时，再说明事由。',
        'By name, former name, pinyin or code. The reason is asked for when you open a file, check, or have a report made.',
      )}
    >
      <Ask key={q} asked={q} />
      {q && (code && isCode(code) ? <ByCode code={code} /> : <ByName q={q} />)}
      {!q && (
        <Nothing title={t('输入名称或代码开始查找', 'Type a name or a code to begin')}>
          <p className="soft">
            {t(
              '尚无登记信息的单位和个体工商户只能按完整代码查到。',
              'Organisations not yet registered here, and sole proprietors, are found by the whole code alone.',
            )}
          </p>
        </Nothing>
      )}
    </Page>
  )
}

function Ask({ asked }: { asked: string }) {
  const { say, t } = useReading()
  const navigate = route.useNavigate()
  const id = useId()
  const [text, setText] = useState(asked)
  const isPerson = looksLikePerson(text)
  const go = (event: FormEvent) => {
    event.preventDefault()
    if (isPerson) return
    void navigate({ search: { q: text.trim() || undefined } })
  }
  return (
    <search className="card">
      <form className="inline-form" onSubmit={go}>
        <Field
          id={id}
          label={t('名称、拼音或统一社会信用代码', 'Name, pinyin or unified social credit code')}
          error={isPerson ? say(noPersons) : undefined}
        >
          {(field) => (
            <Input
              {...field}
              value={text}
              onChange={(event) => setText(event.target.value)}
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <Button type="primary" htmlType="submit">
          {t('查找', 'Find')}
        </Button>
      </form>
    </search>
  )
}

/** Ranked as everywhere; narrowed by the register's own search. No file of it: what is found by asking is not given out in bulk. */
function ByName({ q }: { q: string }) {
  const { say, t } = useReading()
  const state = useGridState('organisations', ['q'])
  const { region } = state.search
  const choices = useQuery({
    queryKey: ['search-choices', region],
    queryFn: () => searchChoices(region),
    placeholderData: keepPreviousData,
    staleTime: 600_000,
  }).data
  const [isCut, setCut] = useState(false)
  const filters: GridFilter[] = [
    {
      kind: 'choice',
      id: 'region',
      says: { zh: '地区（含下级）', en: 'Region, and those below' },
      options: (choices?.regions ?? []).map(({ code, name, depth }) => ({
        value: code,
        label: `${'\u3000'.repeat(depth)}${name}`,
      })),
    },
    {
      kind: 'choice',
      id: 'kind',
      says: { zh: '类别', en: 'Kind' },
      options: (choices?.kinds ?? []).map((kind) => ({ value: kind, label: say(kindWords(kind)) })),
    },
    {
      kind: 'choice',
      id: 'status',
      says: { zh: '登记状态', en: 'Status' },
      options: (choices?.statuses ?? []).map((status) => ({ value: status, label: say(statusGroupWords[status]!) })),
    },
    {
      kind: 'choice',
      id: 'industry',
      says: { zh: '行业', en: 'Industry' },
      options: (choices?.industries ?? []).map((one) => ({ value: one.code, label: `${one.code} ${say(one)}` })),
    },
  ]
  return (
    <Grid
      name="organisations"
      caption={t('找到的单位', 'Organisations found')}
      state={state}
      columns={useColumns()}
      filters={filters}
      words={['q']}
      queryKey={['organisations']}
      load={async (ask) => {
        const found = await searchOrganisations({ ...ask, q, limit: 20 })
        setCut(found.isCut === true)
        return found
      }}
      rowKey={({ code }) => code}
      empty={
        <Nothing title={t('没有找到', 'Nothing was found')}>
          <p className="soft">{t('可以少输几个字，或用代码查找。', 'Type less of the name, or look by code.')}</p>
        </Nothing>
      }
    >
      {isCut && (
        <p className="note">
          {t(
            '符合的很多，只列出前面的；请多输几个字，或用筛选缩小范围。',
            'Very many fit and only the first are listed: type more of the name, or narrow it.',
          )}
        </p>
      )}
    </Grid>
  )
}

function useColumns(): GridColumn<Found>[] {
  const { say, t } = useReading()
  return [
    {
      id: 'name',
      says: { zh: '单位', en: 'Organisation' },
      isHead: true,
      width: '38%',
      cell: ({ code, name, matchedFormerName }) => (
        <>
          <Link to="/organisations" search={{ q: code }}>
            {name}
          </Link>
          <span className="soft under">
            <code>{code}</code>
          </span>
          {matchedFormerName && <span className="soft under">{`${t('曾用名', 'formerly')} ${matchedFormerName}`}</span>}
        </>
      ),
    },
    { id: 'region', says: { zh: '地区', en: 'Region' }, cell: ({ regionName }) => regionName },
    {
      id: 'kind',
      says: { zh: '类别、状态', en: 'Kind, status' },
      cell: ({ kind, status }) => (
        <>
          {say(kindWords(kind))}
          <span className="soft under">{say(statusWords(status))}</span>
        </>
      ),
    },
    { id: 'ways', says: { zh: '办理', en: 'Go on' }, cell: ({ code }) => <Ways code={code} /> },
  ]
}

function Ways({ code }: { code: string }) {
  const { t } = useReading()
  const { may } = useMe()
  return (
    <p className="ways">
      {may.includes('read-file') && (
        <Link to="/file" search={{ code }}>
          {t('信用档案', 'Credit file')}
        </Link>
      )}
      {may.includes('check') && (
        <Link to="/check" search={{ codes: code }}>
          {t('核查', 'Check')}
        </Link>
      )}
      {may.includes('report') && (
        <Link to="/report" search={{ code }}>
          {t('信用报告', 'Report')}
        </Link>
      )}
      {may.includes('read-past-file') && (
        <Link to="/file/versions" search={{ code }}>
          {t('全部版本', 'Every version')}
        </Link>
      )}
      {may.includes('read-ledger') && (
        <Link to="/ledger" search={{ code }}>
          {t('谁查过', 'Who looked')}
        </Link>
      )}
    </p>
  )
}

function ByCode({ code }: { code: string }) {
  const { t } = useReading()
  const found = useQuery({
    queryKey: ['organisation', code],
    queryFn: () => organisation(code),
    retry: false,
    staleTime: 60_000,
  })
  if (found.error instanceof CallFailed && found.error.problem.status === 404) {
    return (
      <Nothing title={t('登记库中没有这个代码', 'Nobody has this code in the register')}>
        <p className="soft">
          {t('没有查到不等于没有记录；请核对代码。', 'Not being found does not mean having no record; check the code.')}
        </p>
      </Nothing>
    )
  }
  if (found.error) return <ProblemNote fault={found.error} again={() => void found.refetch()} />
  if (!found.data) return <PageWaits />
  return <Head one={found.data} />
}

function Head({ one }: { one: OrganisationView }) {
  const { language, say, t } = useReading()
  const former = one.names.filter((name) => !name.isCurrent)
  return (
    <article className="card organisation">
      <h2>
        {one.name}
        {one.isProvisional && <span className="tag incomplete">{t('尚无登记信息', 'Not yet registered here')}</span>}
      </h2>
      <p>
        <code className="big-code">{one.code}</code>
      </p>
      {one.isProvisional && (
        <p className="note">
          {t(
            '这个代码有效，登记信息尚未送达；送达前，不利记录不公示、不使用，公众查不到。',
            'The code is valid, its registration has not arrived. Until then nothing adverse is shown or used, and the public does not find it.',
          )}
        </p>
      )}
      <dl className="facts">
        <div>
          <dt>{t('类别', 'Kind')}</dt>
          <dd>{say(kindWords(one.kind))}</dd>
        </div>
        {one.status && (
          <div>
            <dt>{t('状态', 'Status')}</dt>
            <dd>{say(statusWords(one.status))}</dd>
          </div>
        )}
        <div>
          <dt>{t('地区', 'Region')}</dt>
          <dd>{one.regionName}</dd>
        </div>
        {former.length > 0 && (
          <div className="wide">
            <dt>{t('曾用名', 'Former names')}</dt>
            <dd>
              {former
                .map(({ name, until }) =>
                  until
                    ? t(`${name}（至 ${sayDay(until, language)}）`, `${name} (until ${sayDay(until, language)})`)
                    : name,
                )
                .join(t('；', '; '))}
            </dd>
          </div>
        )}
        {one.codes.length > 0 && (
          <div className="wide">
            <dt>{t('同一主体的其他代码', 'Other codes of the same organisation')}</dt>
            <dd>
              {one.codes.map((other) => (
                <span key={other.code} className="under">
                  <Link to="/organisations" search={{ q: other.code }}>
                    <code>{other.code}</code>
                  </Link>{' '}
                  {other.name}
                </span>
              ))}
            </dd>
          </div>
        )}
        {one.aliases.map((alias) => (
          <div className="wide" key={`${alias.code} ${alias.sameAs} ${alias.from}`}>
            <dt>{t('代码关联', 'Codes joined')}</dt>
            <dd>
              <code>{alias.code}</code>
              {' → '}
              <code>{alias.sameAs}</code>
              <span className="soft">
                {alias.until
                  ? t(
                      ` ${sayInstant(alias.from, language)} 至 ${sayInstant(alias.until, language)}`,
                      ` from ${sayInstant(alias.from, language)} until ${sayInstant(alias.until, language)}`,
                    )
                  : t(` 自 ${sayInstant(alias.from, language)}`, ` since ${sayInstant(alias.from, language)}`)}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <Ways code={one.code} />
    </article>
  )
}

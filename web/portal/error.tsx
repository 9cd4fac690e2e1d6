import type { Says } from '../../src/terms/says.ts'
import { Code, SearchForm } from './parts.tsx'
import type { ErrorKind, ErrorProps } from './props.ts'
import type { Site } from './site.ts'

const titles: Record<ErrorKind, Says> = {
  'not-found': { zh: '没有这一页', en: 'There is no such page' },
  'organisation-not-found': { zh: '没有可以公示的档案', en: 'No file to show' },
  'bad-request': { zh: '这个请求无法处理', en: 'This request cannot be answered' },
  'too-many': { zh: '访问过于频繁，请稍候', en: 'Too many requests, please wait a little' },
  fault: { zh: '我们这边出了问题', en: 'Something went wrong on our side' },
  unavailable: { zh: '暂时无法提供服务', en: 'Not available for the moment' },
}

const words: Record<ErrorKind, Says> = {
  'not-found': {
    zh: '地址可能写错了，也可能页面已经移走。可以从下面查询，或者回到首页。',
    en: 'The address may be mistyped, or the page has moved. Search below, or go back to the start.',
  },
  'organisation-not-found': {
    zh: '这个代码之下没有应当公示的登记信息：代码可能有误，也可能登记信息还没有归集。没有档案不说明这家单位有任何问题。',
    en: 'Under this code there is no registration to show: the code may be mistyped, or the registration has not arrived yet. That there is no file says nothing about the organisation.',
  },
  'bad-request': {
    zh: '地址或填写的内容不完整。请从下面重新查询。',
    en: 'The address or what was entered is incomplete. Please search again below.',
  },
  'too-many': {
    zh: '为了让所有人都能查询，同一来源的访问有次数限制。',
    en: 'So that everyone can search, requests from one place are limited.',
  },
  fault: {
    zh: '问题已经记录，与您的操作无关。请过一会儿再试；如果仍不行，请把下面的编号告诉我们。',
    en: 'It has been recorded and is not your doing. Please try again in a while; if it stays, tell us the number below.',
  },
  unavailable: {
    zh: '平台正在启动或维护，请过几分钟再来。',
    en: 'The platform is starting or under maintenance. Please come back in a few minutes.',
  },
}

export function errorTitle(site: Site, props: ErrorProps): string {
  return site.t(titles[props.kind])
}

export function ErrorPage({ site, props }: { site: Site; props: ErrorProps }) {
  const { t } = site
  const canSearch = props.kind !== 'fault' && props.kind !== 'unavailable' && props.kind !== 'too-many'
  return (
    <div className="wide stack">
      <div className="reading-width">
        <h1>{errorTitle(site, props)}</h1>
        {props.code && (
          <p>
            <Code>{props.code}</Code>
          </p>
        )}
        <p className="lead">{props.says ? t(props.says) : t(words[props.kind])}</p>
        {props.retryAfterSeconds !== undefined && (
          <p>
            {t(`${props.retryAfterSeconds} 秒后可以继续。`, `You can go on in ${props.retryAfterSeconds} seconds.`)}
          </p>
        )}
        {props.incident && (
          <p>
            {t('编号：', 'Number: ')}
            <span className="digest">{props.incident}</span>
          </p>
        )}
      </div>
      {canSearch && (
        <SearchForm site={site} query={props.kind === 'organisation-not-found' ? (props.code ?? '') : ''} />
      )}
      <p>
        <a href={site.href('/')}>{t('回到首页', 'Back to the start')}</a>
      </p>
    </div>
  )
}

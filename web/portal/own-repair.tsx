/** The repair of a record, beside it: from which day, on which conditions, with which papers; and the application. */
import { ownPath } from './own-frame.tsx'
import type { Filled, OwnRecordProps } from './own-props.ts'
import { StepForm } from './own-step.tsx'
import type { Site } from './site.ts'

type Ask = { site: Site; props: OwnRecordProps }

export function OwnRepair({ site, props }: Ask) {
  const { t } = site
  const { record, openRepair, space } = props
  const { repair } = record
  if (!repair || (repair.can === 'over' && !openRepair)) return null
  const isOpen = openRepair !== undefined
  const canAsk = repair.can === 'now' || repair.can === 'later'
  return (
    <section className="card" aria-labelledby="repair">
      <h2 id="repair">{t('信用修复', 'Credit repair')}</h2>
      {isOpen ? (
        <p>
          {t('这条记录的信用修复正在办理：', 'Its repair is under way: ')}
          <a href={site.href(ownPath(space, `/cases/${openRepair.subject}/${openRepair.case}`))}>
            {t('查看案件', 'see the case')}
          </a>
          {t('。', '.')}
        </p>
      ) : (
        <p>
          <strong>{t(repair.says)}</strong>
        </p>
      )}
      {repair.until && (
        <p>
          {t(
            `不修复的，自 ${site.day(repair.until)} 起自动停止公示和使用。`,
            `Without one it ends by itself on ${site.day(repair.until)}.`,
          )}
        </p>
      )}
      {repair.can === 'later' && !isOpen && repair.from && (
        <p>
          {t(
            `现在还缺：最短公示期尚未届满。自 ${site.day(repair.from)} 起，在本页申请；其他条件和材料可以先行准备。`,
            `What is missing now: the shortest period of publicity is not over. Ask for it on this page from ${site.day(repair.from)} on; the other conditions and papers can be prepared before.`,
          )}
        </p>
      )}
      {repair.conditions.length > 0 && (
        <>
          <h3>{t('条件', 'Conditions')}</h3>
          <ul>
            {repair.conditions.map((one) => (
              <li key={one.id}>
                {site.heading(one)}
                {one.id === 'period' && (
                  <span className="hint">
                    {repair.can === 'now'
                      ? t('（已达到）', ' (it is)')
                      : repair.from && t(`（${site.day(repair.from)} 达到）`, ` (on ${site.day(repair.from)})`)}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {repair.papers.length > 0 && (
        <>
          <h3>{t('材料', 'Papers')}</h3>
          <ul>
            {repair.papers.map((one) => (
              <li key={one.id}>
                {site.heading(one)}
                {one.id === 'commitment' && repair.can === 'now' && (
                  <span className="hint">
                    {t('（在下面作出，无需另交）', ' (made below; nothing else to hand in)')}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {canAsk && (
        <p>
          <strong>
            {t(
              '申请信用修复不收取任何费用，不要求参加培训，不要求购买信用报告或者第三方服务。',
              'A repair costs nothing. No training, report or bought service is asked for.',
            )}
          </strong>
        </p>
      )}
      <p className="hint">
        {repair.window &&
          t(`也可以${viaWords(repair.window.zh)}。`, `It can be asked for elsewhere too: ${repair.window.en}. `)}
        <a href={site.href('/guides/repair')}>{t('怎样申请信用修复', 'How to ask for a repair')}</a>
      </p>
      {canAsk && !isOpen && (space.scope === 'see' ? <LooksOnly site={site} /> : <Forms site={site} props={props} />)}
    </section>
  )
}

const viaWords = (zh: string): string => (zh.startsWith('通过') ? zh : `办理：${zh}`)

const LooksOnly = ({ site }: { site: Site }) => (
  <p>{site.t('您的委托范围是查看，不能申请修复。', 'Your delegation is for looking only.')}</p>
)

function Forms({ site, props }: Ask) {
  const { t } = site
  const { space, record, repair: steps, files, draft } = props
  const repair = record.repair!
  const path = `/records/${record.subject}/${record.record}`
  const performed = draft?.form === 'repair' ? draft.fields : undefined
  const court = draft?.form === 'repair-court' ? draft.fields : undefined
  const common = { site, space, path, files }
  return (
    <>
      {repair.can === 'now' && (
        <>
          <h3>{t('在线申请', 'Ask for it here')}</h3>
          <StepForm
            {...common}
            step={steps.performed}
            id="repair"
            act="repair"
            draft={performed}
            filesAre={papersAsked(site, props)}
          >
            <Conditions site={site} props={props} draft={performed} />
          </StepForm>
        </>
      )}
      <details open={court !== undefined}>
        <summary>
          {t(
            '人民法院已裁定批准重整计划或者认可和解协议的',
            'Where a court has confirmed a reorganisation or settlement',
          )}
        </summary>
        <p>
          {t(
            '不受最短公示期限制。计划执行期间暂停公示、共享和使用；执行完毕的，准予修复。',
            'Without waiting for the shortest period: screened for the time of the plan, and repaired when it is performed.',
          )}
        </p>
        <StepForm
          {...common}
          step={steps.court}
          id="repair-court"
          act="repair-court"
          draft={court}
          filesAre={t('请附人民法院的裁定书。', 'Attach the court’s ruling. ')}
        />
      </details>
    </>
  )
}

function papersAsked(site: Site, { record }: OwnRecordProps): string {
  const { t } = site
  const asked = record.repair!.papers.filter(({ id }) => id !== 'commitment')
  const words = asked.map((one) => t(one.zh, one.en)).join(t('、', '; '))
  return t(
    `请附：${words}。材料不全的，认定单位会一次告知补正。`,
    `Attach: ${words}. If something is missing the authority names all of it at once. `,
  )
}

/** What the organisation says is met, and the commitment that it makes, word by word. */
function Conditions({ site, props, draft }: Ask & { draft?: Filled }) {
  const { t } = site
  const { conditions, pledge } = props.record.repair!
  return (
    <fieldset className="own-ticks">
      <legend>{t('本单位确认', 'We state that')}</legend>
      {conditions
        .filter(({ id }) => id !== 'period')
        .map((one) => {
          const isPledge = one.id === 'committed' && pledge !== undefined
          return (
            <div key={one.id}>
              {isPledge && (
                <blockquote id="repair-pledge">
                  <p>{t(pledge)}</p>
                </blockquote>
              )}
              <label className="tick" htmlFor={`repair-${one.id}`}>
                <input
                  id={`repair-${one.id}`}
                  name={`condition-${one.id}`}
                  type="checkbox"
                  value="yes"
                  required
                  defaultChecked={draft?.[`condition-${one.id}`] === 'yes'}
                  aria-describedby={isPledge ? 'repair-pledge' : undefined}
                />
                {isPledge ? t('公开作出以上信用承诺', 'the commitment above is made in public') : site.heading(one)}
              </label>
            </div>
          )
        })}
    </fieldset>
  )
}

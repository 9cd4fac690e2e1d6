import type { AboutProps } from './props.ts'
import type { Site } from './site.ts'

const parts: [string, string, string][] = [
  ['does', '平台做什么', 'What the platform does'],
  ['does-not', '平台不做什么', 'What it does not do'],
  ['persons', '为什么不为个人建档', 'Why persons have no file'],
  ['objection', '提出异议', 'How to object'],
  ['repair', '申请信用修复', 'How to ask for repair'],
  ['privacy', '隐私', 'Privacy'],
  ['access', '无障碍', 'Accessibility'],
]

export function About({ site, props }: { site: Site; props: AboutProps }) {
  const { t } = site
  return (
    <div className="wide stack prose">
      <h1>{t('关于信衡', 'About Xinheng')}</h1>
      <p className="lead">
        {t(
          '“信”是信用，“衡”是秤。信衡把各部门依法作出的决定归到作出行为的那家单位名下，让人看得见、查得到、能申辩、到期即止。',
          'Xin is credit, heng the balance. Xinheng keeps what authorities have lawfully decided in the file of the organisation concerned, where it can be seen, checked and contested, and where it ends on its day.',
        )}
      </p>

      <nav className="contents" aria-label={t('本页目录', 'On this page')}>
        <ul>
          {parts.map(([id, zh, en]) => (
            <li key={id}>
              <a href={`#${id}`}>{t(zh, en)}</a>
            </li>
          ))}
        </ul>
      </nav>

      <section aria-labelledby="does">
        <h2 id="does">{t('平台做什么', 'What the platform does')}</h2>
        <ul>
          <li>
            {t(
              '收：各部门按目录报送，逐行检查，错在哪里、应当怎样，当场答复。',
              'Collects: departments submit by a catalogue; each row is checked and answered with what is wrong and what would be right.',
            )}
          </li>
          <li>
            {t(
              '存：只增不改。更正是新的一版，旧版仍可查证，不会被悄悄抹去。',
              'Keeps: nothing is overwritten. A correction is a new version; the old one stays provable.',
            )}
          </li>
          <li>{t('公示：依规则公示，到期自动停止。', 'Shows: by rule, and ends by itself.')}</li>
          <li>
            {t(
              '核查：窗口办事时，告诉经办人有哪些事实、法规允许哪些措施、依据第几条。办不办，由经办部门依法决定，平台从不作“通过”“不通过”的结论。',
              'Checks: tells the clerk at a counter the facts and the measures that the law allows, with their articles. Whether to grant is for the authority to decide; the platform never says "approve" or "deny".',
            )}
          </li>
          <li>
            {t(
              '留痕：凡查看未公示的信息，都要写明用途、事项和案号，并记录在案。',
              'Remembers who looked: reading what is not public needs a purpose, a matter and a case number, and is recorded.',
            )}
          </li>
        </ul>
      </section>

      <section aria-labelledby="does-not">
        <h2 id="does-not">{t('平台不做什么', 'What it does not do')}</h2>
        <ul>
          <li>
            {t(
              '不打分，不排名，档案和报告里没有等级。',
              'No scores, no ranking; there is no grade in a file or a report.',
            )}
          </li>
          <li>
            {t(
              '不设“曝光台”，不推送，不制作失信排行。',
              'No pillory: no exposure column, no push, no league table of offenders.',
            )}
          </li>
          <li>
            {t(
              '不株连：一家单位的记录不会传到母公司、分支、股东、担保人或者同一地址、同一法定代表人的其他单位。',
              'No contagion: a record does not pass to a parent, branch, shareholder, guarantor, or to others with the same address or representative.',
            )}
          </li>
          <li>
            {t(
              '不自行加重：列入名单、提高失信程度、延长公示，没有一样由程序自动作出。',
              'Nothing worsens by itself: no programme lists an organisation, raises a class or lengthens publication.',
            )}
          </li>
          <li>
            {t(
              '不凭名称归集：名称相近不足以认定是同一家，只有代码才能把记录归到单位名下。',
              'No guessing by name: only a code attaches a record to an organisation, a similar name never does.',
            )}
          </li>
          <li>
            {t(
              '不收尚无结论的事：举报、预警、专项检查只能引起核实，不成为记录。',
              'Nothing unfinished: a tip-off, an alert or a campaign may open an enquiry; it is no record.',
            )}
          </li>
        </ul>
      </section>

      <section aria-labelledby="persons">
        <h2 id="persons">{t('为什么不为个人建档', 'Why persons have no file')}</h2>
        <p>
          {t(
            '自然人不是本平台的信用主体。没有个人档案、个人评分、个人名单，没有对个人的公开处罚，也没有限制出行、入学、消费的措施。',
            'Natural persons are not subjects of this platform. There is no file, score or list on a person, no public penalty, no restriction on travel, schooling or spending.',
          )}
        </p>
        <p>
          {t(
            '公共信用信息的用处，是让与单位打交道的人知道它是否守法、守约。单位承担的是经营责任；个人承担的后果却会落到就业、出行和家人身上，与行为本身不相称，而且很难挽回。错误总会发生，发生在个人身上代价太大。所以这条界线写在程序里，由测试守住，不是一个可以打开的开关：像是个人的数据行会被拒收，任何地方都不留存；规则里出现针对个人的措施，平台就不启动。',
            "Public credit information is there so that those who deal with an organisation can see whether it keeps the law and its word. An organisation answers with its business. What falls on a person falls on work, travel and family, out of proportion to the act and hard to undo. Errors happen; on a person they cost too much. So the line is drawn in the program and kept by tests, and is not a setting: a row that looks like a person's is refused and stored nowhere, and rules with a measure against persons do not load.",
          )}
        </p>
        <p>
          {t(
            '法定代表人的姓名只作为登记事项，在本单位页面上出现一次，不能据以检索、筛选或者关联。许可、处罚中的个人信息在读取时即丢弃。',
            'The name of a legal representative stands once, on the page of its own organisation, as part of the registration. It cannot be searched, filtered or joined. Personal data in permits and penalties is dropped while reading.',
          )}
        </p>
        <h3>{t('个体工商户', 'Sole proprietors')}</h3>
        <p>
          {t(
            '个体工商户是经商的自然人。只能凭完整代码查询，经营者姓名（包括字号中的姓名）隐去，不利记录不向社会公示，注销后停止公示和共享。',
            "A sole proprietor is a natural person in business: found by the full code only, the owner's name masked (also inside the business name), adverse records not shown to the public, and nothing shown or shared after deregistration.",
          )}
        </p>
      </section>

      <section aria-labelledby="objection">
        <h2 id="objection">{t('信息有误：提出异议', 'Something is wrong: object')}</h2>
        <p>
          {t(
            '认为记录不属于本单位、内容有误、超过公示期，或者不应公示的，可以提出异议。',
            'You can object when a record is not yours, is wrong, is shown past its time, or should not be shown.',
          )}
        </p>
        <ol>
          <li>
            {t(
              '写明单位代码、文书号、哪里有误、应当是什么，附上能说明情况的材料。',
              'State the code of the organisation, the document number, what is wrong and what would be right, with whatever shows it.',
            )}
          </li>
          <li>
            {t('送交平台运行单位', 'Hand it to the body that runs this platform')}
            {props.operator && operatorWords(site, props.operator)}
            {t('，或者直接送交作出决定的部门。', ', or to the authority that decided.')}
          </li>
          <li>
            {props.objection
              ? t(
                  `${props.objection.mark} 个工作日内给记录加注异议标记；平台自身的差错 ${props.objection.own} 个工作日内更正，需要信源单位核实的 ${props.objection.source} 个工作日内答复。`,
                  `The record is marked within ${props.objection.mark} working day(s); an error of the platform is put right within ${props.objection.own}, one that the source must look into is answered within ${props.objection.source}.`,
                )
              : t('办理时限依照当地法规。', 'How long it may take is set by local regulation.')}
          </li>
          <li>
            {t(
              '查实有误的，所有出口同时更正，并告知结果。不同意结果的，可以依法申请行政复议或者提起诉讼。',
              'What proves wrong is corrected at every outlet at once, and you are told. If you disagree, administrative reconsideration or a lawsuit is open to you.',
            )}
          </li>
        </ol>
      </section>

      <section aria-labelledby="repair">
        <h2 id="repair">{t('已经改正：申请信用修复', 'It has been put right: ask for credit repair')}</h2>
        <p>
          {t(
            '谁认定，谁修复：申请由作出决定的部门办理，“信用中国”网站是总窗口。2026年4月1日起，依照国家发展改革委令第36号和国办发〔2025〕22号：',
            'Whoever decided, repairs: an application is decided by the authority concerned, with the "Credit China" site as the general window. Since 1 April 2026, under NDRC Order 36 and General Office document 国办发〔2025〕22号:',
          )}
        </p>
        <ul>
          <li>
            {t(
              '条件：达到最短公示期，已经改正并全部履行义务，作出公开的信用承诺，以及法律和部门规章规定的其他条件。',
              'Conditions: the shortest period is over, the conduct is corrected and every duty performed, a public commitment is made, and whatever else laws and ministry rules ask.',
            )}
          </li>
          <li>
            <a href={site.href('/guides/repair')}>
              {t('最短和最长公示期、办理期限，见指南', 'Shortest and longest periods, and deadlines: see the guide')}
            </a>
          </li>
          <li>
            {t(
              '准予修复的，停止公示，停止共享和使用，解除相关措施。',
              'Once granted, publication, sharing and use end, and measures are lifted.',
            )}
          </li>
          <li>
            {t(
              '本平台不收取任何费用，不以培训、购买报告为条件。最长公示期届满的，不申请也会自动停止。',
              'This platform takes no fee and asks for no training or paid report. At the end of the longest period publication stops without an application.',
            )}
          </li>
        </ul>
      </section>

      <section aria-labelledby="privacy">
        <h2 id="privacy">{t('隐私', 'Privacy')}</h2>
        <ul>
          <li>
            {t(
              '浏览公示页面不用登录，不设 Cookie，不运行脚本，不加载任何第三方内容，字体也由本站提供。',
              'The public pages need no account, set no cookie, run no script and load nothing from elsewhere; the font comes from here too.',
            )}
          </li>
          <li>
            {t(
              '请不要在查询框里输入个人信息。像身份证件号码的输入不会用于查询。',
              'Please do not enter personal data in the search box. What looks like an identity number is not used for a search.',
            )}
          </li>
          <li>
            {t(
              '公示的信息可以合理使用；请不要在公示结束后继续传播，那可能侵害单位的合法权益。',
              'What is shown may be used reasonably. Please do not pass it on after its publication has ended: that may harm the rights of the organisation.',
            )}
          </li>
        </ul>
      </section>

      <section aria-labelledby="access">
        <h2 id="access">{t('无障碍', 'Accessibility')}</h2>
        <p>
          {t(
            '页面按 WCAG 2.1 AA 制作：可以只用键盘，可以放大到 200 %，手机上不用左右拖动，打印时只留正文。遇到困难请告诉我们。',
            'Pages are made to WCAG 2.1 AA: by keyboard alone, enlarged to 200 %, on a phone without sideways scrolling, and in print with the content only. Tell us where they fail you.',
          )}
        </p>
      </section>
    </div>
  )
}

function operatorWords(site: Site, operator: NonNullable<AboutProps['operator']>): string {
  const { t } = site
  const contact = operator.contact ? `${t('，', ', ')}${t(operator.contact)}` : ''
  return t(`（${operator.name.zh}${contact}）`, ` (${operator.name.en}${contact})`)
}

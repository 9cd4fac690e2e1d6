/**
 * Guides in plain words, as data. Every number in them is taken from the rule book
 * as of the day; what is not on this platform yet says where to turn today.
 */
import { deadlineOn, isInForce, type PublicityRules, type RuleBook } from '../../src/rulebook/book.ts'
import { sayPeriod } from '../../src/rulebook/period-words.ts'
import type { Says } from '../../src/terms/says.ts'
import { sayDay } from '../ui/dates.ts'
import { classWords, workingDays } from '../ui/words.ts'
import type { Guide, GuideBlock, GuideProps, GuidesProps } from './props.ts'

const says = (zh: string, en: string): Says => ({ zh, en })
const text = (zh: string, en: string): GuideBlock => ({ kind: 'text', says: { zh, en } })
const list = (...items: [zh: string, en: string][]): GuideBlock => ({
  kind: 'list',
  items: items.map(([zh, en]) => ({ zh, en })),
})
const steps = (...items: [zh: string, en: string][]): GuideBlock => ({
  kind: 'list',
  isOrdered: true,
  items: items.map(([zh, en]) => ({ zh, en })),
})
const law = (article: string, zh?: string, en?: string): GuideBlock => ({
  kind: 'law',
  article,
  ...(zh === undefined ? {} : { says: { zh, en: en ?? zh } }),
})
const links = (...all: [href: string, zh: string, en: string][]): GuideBlock => ({
  kind: 'links',
  links: all.map(([href, zh, en]) => ({ href, says: { zh, en } })),
})

type Numbers = { book: RuleBook; day: string }

export const guideIds = [
  'reading',
  'publication',
  'objection',
  'repair',
  'persons',
  'departments',
  'developers',
] as const
export type GuideId = (typeof guideIds)[number]

const makers: Record<GuideId, (of: Numbers) => Guide> = {
  reading: () => ({
    id: 'reading',
    title: says('怎样读一份信用档案', 'How to read a credit file'),
    lead: says(
      '一份档案讲的是一家单位：登记的样子，各部门依法作出过什么决定，公示到哪一天。',
      'A file is about one organisation: how it is registered, what authorities have lawfully decided about it, and until which day that is shown.',
    ),
    sections: [
      {
        id: 'find',
        title: says('先找到这家单位', 'Find the organisation first'),
        blocks: [
          list(
            [
              '名称至少输入连续两个字，拼音和首字母也可以；同名的单位不少，请核对 18 位代码。',
              'At least two characters of the name, pinyin or initials; many are called alike, so compare the code of 18 characters.',
            ],
            [
              '个体工商户只能凭完整代码查询，经营者的姓名一律隐去。',
              'A sole proprietor is found by the full code alone; the name of the owner is always masked.',
            ],
            [
              '查不到，不说明这家单位有任何问题：登记信息可能还没有归集。',
              'Finding nothing says nothing about it: its registration may not have arrived yet.',
            ],
          ),
          links(['/', '去查询', 'Search']),
        ],
      },
      {
        id: 'record',
        title: says('一条记录怎么看', 'What a record tells'),
        blocks: [
          list(
            [
              '来源：哪个部门报送的；作出单位：哪个机关决定的。有疑问先找它。',
              'Source: who reported it. Authority: who decided it. That is whom to ask first.',
            ],
            [
              '文书号和日期：凭它可以向作出机关核对原件。',
              'Number and day of the document: by them the original can be asked for.',
            ],
            [
              '公示到哪一天、依哪一条：到期当日 24 时自动停止，不需要申请。',
              'Until which day and under which line: it ends by itself at 24:00 of that day.',
            ],
            [
              '“异议中”“复议中”“诉讼中”：这条记录正在被争议，结论之前按原决定展示。',
              '"Objected to", "under reconsideration", "in court": it is contested, and shown as decided until that is settled.',
            ],
            [
              '没有某类记录，只说明目前没有应当公示的，不是一份证明。',
              'That there is none of a kind means that there is none to show at present. It is no certificate.',
            ],
          ),
          law('行政处罚法第四十八条；政府信息公开条例第二十条'),
        ],
      },
    ],
  }),

  publication: ({ book, day }) => ({
    id: 'publication',
    title: says('公示什么，公示多久', 'What is published, and for how long'),
    lead: says(
      '公示期由法规规定，从作出决定之日起算，首日不计入，到期自动停止。',
      'How long something is published is set by law. It runs from the day of the decision, that day not counted, and ends by itself.',
    ),
    sections: [
      ...book.publicity
        .filter((regime) => isInForce(regime, day))
        .map((regime) => ({
          id: `regime-${regime.id}`,
          title: { zh: regime.zh, en: capital(regime.en) },
          blocks: [
            {
              kind: 'table' as const,
              caption: { zh: regime.zh, en: capital(regime.en) },
              head: [says('什么', 'What'), says('公示多久', 'How long')],
              rows: regime.lines.map((line) => [{ zh: line.zh, en: capital(line.en) }, sentence(sayPeriod(line))]),
            },
            law(regime.basis),
          ],
        })),
      {
        id: 'lists',
        title: says('在哪里看', 'Where to see it'),
        blocks: [
          text(
            '在单位的档案里看，也可以按类别浏览。失信信息不提供批量下载和订阅，不推送，不排名。',
            'In the file of the organisation, or by type. What is adverse is neither downloaded in bulk nor subscribed to, pushed or ranked.',
          ),
          links(['/lists', '公示列表', 'Published, by type'], ['/rules', '现行规则', 'Rules in force']),
        ],
      },
    ],
  }),

  objection: ({ book, day }) => ({
    id: 'objection',
    title: says('认为有误：提出异议', 'Something is wrong: object'),
    lead: says(
      '记录张冠李戴、内容有误、公示超期，都可以提出异议，不收费。',
      'A record that belongs to somebody else, is wrong, or is shown too long can be contested, free of charge.',
    ),
    sections: [
      {
        id: 'today',
        title: says('今天找谁', 'Where to turn today'),
        blocks: [
          text('本平台的网上异议还没有开通。现在请：', 'Objections cannot be made on this platform yet. For now:'),
          steps(
            [
              '看记录上写的来源和作出单位，向它提出，附上文书号和理由。',
              'Look who is named as source and authority in the record; object there, with the number of the document and your reasons.',
            ],
            [
              '或者向运行本平台的公共信用机构提出，由它转给来源单位核查。',
              'Or with the credit office that runs this platform, which passes it on to the source.',
            ],
            [
              '受理之后，记录旁边会标明“异议中”，所有出口同时看得到；单位还可以附上一段自己的说明。',
              'Once taken up, the record is marked as contested at every outlet, and the organisation may add a statement of its own.',
            ],
          ),
        ],
      },
      {
        id: 'deadlines',
        title: says('多久有结果', 'How long it takes'),
        blocks: objectionDeadlines(book, day),
      },
      {
        id: 'after',
        title: says('不同意结果', 'If you disagree'),
        blocks: [
          text(
            '对原来的行政决定不服，可以依法申请行政复议或者提起行政诉讼。平台不能改变机关的决定，只照决定记录。',
            'Against the decision itself there is administrative reconsideration and the court. The platform cannot change what an authority decided; it records it.',
          ),
          law('行政复议法第二条；行政诉讼法第二条'),
        ],
      },
    ],
  }),

  repair: ({ book, day }) => ({
    id: 'repair',
    title: says('已经改正：申请信用修复', 'It has been put right: ask for repair'),
    lead: says(
      '改正了、履行了义务、过了最短公示期，就可以申请提前停止公示。谁认定，谁修复。',
      'Once the conduct is corrected, every duty performed and the shortest period over, early end of publication can be asked for. Whoever decided, repairs.',
    ),
    sections: [
      {
        id: 'periods',
        title: says('最短和最长公示期', 'Shortest and longest period'),
        blocks: [
          text(
            '按作出决定的日子分两套规则；新规施行前作出、施行后仍在公示的，见规则页的衔接说明。',
            'There are two sets of rules, by the day of the decision; for decisions of before the change that are still shown after it, see the page of the rules.',
          ),
          ...book.publicity.filter((regime) => regime.serves !== 'standing' && regime.from <= day).flatMap(repairTable),
          links(['/rules', '现行规则', 'Rules in force']),
        ],
      },
      {
        id: 'conditions',
        title: says('条件', 'Conditions'),
        blocks: [
          list(
            [
              '达到最短公示期（轻微失信履行义务后即可）。',
              'The shortest period is over (for a minor matter: the duty is performed).',
            ],
            [
              '已经改正，全部履行了决定所定的义务。',
              'The conduct is corrected and every duty of the decision performed.',
            ],
            ['作出公开的信用承诺。', 'A public commitment is made.'],
            ['法律和部门规章规定的其他条件。', 'Whatever else laws and ministry rules ask.'],
          ),
          law('国家发展改革委令第36号；国办发〔2025〕22号'),
        ],
      },
      {
        id: 'today',
        title: says('今天怎样办', 'How to do it today'),
        blocks: [
          text(
            '本平台的网上修复还没有开通。请在“信用中国”网站提出，或者直接向作出决定的机关申请。任何环节不收费，不以培训、购买报告为条件。',
            'Repair cannot be asked for on this platform yet. Apply on the "Credit China" site, or with the authority that decided. No step costs anything, and no training or paid report may be asked for.',
          ),
          ...repairDeadlines(book, day),
        ],
      },
      {
        id: 'after',
        title: says('修复之后', 'Afterwards'),
        blocks: [
          text(
            '停止公示、共享和使用，解除相关措施，所有出口同时生效。最长公示期届满的，不申请也会自动停止。',
            'Publication, sharing and use end, measures are lifted, at every outlet at once. At the end of the longest period publication stops without an application.',
          ),
        ],
      },
    ],
  }),

  persons: () => ({
    id: 'persons',
    title: says('为什么查不到个人', 'Why no person is found here'),
    lead: says(
      '信衡只记录单位，不为任何自然人建档、评分、列名单。这不是一个开关。',
      'Xinheng records organisations. It keeps no file, score or list on any natural person, and that is no setting.',
    ),
    sections: [
      {
        id: 'refused',
        title: says('送来的个人数据会怎样', 'What becomes of data about persons'),
        blocks: [
          list(
            [
              '报送的行如果是关于个人的，当场退回，不留存。',
              'A row about a person is refused on the spot and not kept.',
            ],
            [
              '许可和处罚里的法定代表人等个人字段，读入时就去掉；文字中的证件号、电话、住址会遮盖。',
              'Fields about persons in permits and penalties are dropped on reading; numbers, telephones and addresses in texts are masked.',
            ],
            [
              '法定代表人只在单位现行登记里出现一次，不能用来查询、筛选、订阅或者下载。',
              'A legal representative stands once, in the current registration, and cannot be searched, filtered, subscribed to or downloaded by.',
            ],
            [
              '个体工商户按自然人从事经营对待：只能凭代码查询，失信信息原则上不公示，不进列表和开放数据。',
              'A sole proprietor is treated as a person in business: found by code alone, adverse records as a rule not public, in no list and no open data.',
            ],
          ),
          law('个人信息保护法第五条、第六条、第二十八条'),
        ],
      },
      {
        id: 'why',
        title: says('为什么这样', 'Why'),
        blocks: [
          text(
            '信用惩戒落到个人，会波及就业、出行和生计，一条错误的记录就足以伤人。公共信用的职责在于看清单位是否守法履约，用不着给人打分。',
            'A measure that falls on a person reaches their work, travel and living, and one wrong record is enough to do harm. To see whether an organisation keeps the law and its word, nobody has to be scored.',
          ),
          links(['/about#does-not', '平台不做什么', 'What the platform does not do']),
        ],
      },
    ],
  }),

  departments: ({ book, day }) => ({
    id: 'departments',
    title: says('部门怎样报送', 'For departments: how to report'),
    lead: says(
      '按目录报送，逐行检查，当场答复：错在哪里，怎样才对。',
      'Report by the catalogue; each row is checked and answered on the spot: what is wrong, and what would be right.',
    ),
    sections: [
      {
        id: 'prepare',
        title: says('准备', 'Prepare'),
        blocks: [
          steps(
            [
              '在目录中找到要报送的信息，下载空白模板；本单位自己的表格也可以，先设定表样。',
              'Find the item in the catalogue and take the blank sheet; a sheet of your own works too, once its layout is settled.',
            ],
            [
              '先做数据预检：规则相同，文件不留存，不用登录。',
              'Check the file first: the same rules, nothing kept, no account needed.',
            ],
            [
              '登录工作台上传，或者用接口、投放文件夹、逐条填报。没有新数据时做零报送。',
              'Upload it in the console, or use the API, the drop folder or the form. Where there is nothing new, say so by a zero report.',
            ],
          ),
          links(
            ['/catalogue', '目录与模板', 'Catalogue and blank sheets'],
            ['/pre-check', '数据预检', 'Check a file'],
            ['/console/', '工作台', 'Console'],
          ),
        ],
      },
      {
        id: 'when',
        title: says('什么时候', 'When'),
        blocks: deadlineTable(book, day, 'report-', says('报送期限', 'Deadlines of reporting')),
      },
      {
        id: 'wrong',
        title: says('报错了', 'When something was reported wrongly'),
        blocks: [
          text(
            '只有报送的单位能更正或者撤回自己的记录。更正是新的一版，旧版可以查证；撤回要写明原因，即刻从所有出口消失。',
            'Only the body that reported a record corrects or withdraws it. A correction is a new version and the old one stays provable; what is withdrawn, with its reason, leaves every outlet at once.',
          ),
          ...deadlineTable(book, day, 'withdraw-', says('撤回期限', 'Deadlines of withdrawal')),
        ],
      },
    ],
  }),

  developers: () => ({
    id: 'developers',
    title: says('开发者：接口、订阅与下载', 'For developers: API, feeds, downloads'),
    lead: says(
      '公开的内容不用密钥。接口、网页和下载用的是同一套公示窗口。',
      'What is public needs no key. API, pages and downloads ask the same windows of publicity.',
    ),
    sections: [
      {
        id: 'api',
        title: says('接口', 'API'),
        blocks: [
          list(
            ['/v1/openapi.json：OpenAPI 3.1，全部接口。', '/v1/openapi.json: OpenAPI 3.1, every route.'],
            [
              '/v1/public/search、/v1/public/organisations/代码：查询与公示档案。',
              '/v1/public/search, /v1/public/organisations/CODE: search and public file.',
            ],
            [
              '/v1/public/lists/类别：按类别浏览，用 next 翻页。',
              '/v1/public/lists/ITEM: by type, turned over with `next`.',
            ],
            [
              '/v1/catalogue/类别/schema：每类信息的 JSON Schema。',
              '/v1/catalogue/ITEM/schema: the JSON Schema of an item.',
            ],
            ['/reconcile：OpenRefine 名称核对。', '/reconcile: reconciliation for OpenRefine.'],
          ),
          text(
            '同一来源的访问有次数限制，超过时回答 429，并在 Retry-After 里写明等多少秒。没有验证码。',
            'Requests from one place are limited; above that the answer is 429 with the seconds to wait in Retry-After. There are no captchas.',
          ),
          links(['/v1/openapi.json', 'OpenAPI 文档', 'The OpenAPI document']),
        ],
      },
      {
        id: 'feeds',
        title: says('订阅与开放数据', 'Feeds and open data'),
        blocks: [
          list(
            [
              '许可、荣誉和承诺：Atom 订阅、CSV 和 JSON Lines 下载。',
              'Permits, honours and commitments: Atom feeds, CSV and JSON Lines.',
            ],
            [
              '/v1/public/open-data/类别?after=位置：按顺序取变化。每次变化有一个位置，从上次的 next 接着取，不漏不重。',
              '/v1/public/open-data/ITEM?after=PLACE: changes in their order. Each has one place; going on from `next` skips nothing and repeats nothing.',
            ],
            [
              '收到 gone 的编号，请删除那条记录；公示截止日过了的，也请删除。',
              'Where `gone` names an id, delete that record; delete it too when its last day of publication is over.',
            ],
            [
              '失信信息和个体工商户不在其中，也不会有。',
              'Nothing adverse and no sole proprietor is in them, nor will be.',
            ],
          ),
          links(['/data#open-data', '开放数据', 'Open data']),
        ],
      },
    ],
  }),
}

/** The rows of a regime that a repair asks about: those with a shortest period, and what is minor. */
function repairTable(regime: PublicityRules): GuideBlock[] {
  const rows = regime.lines
    .filter(({ when }) => when.item === 'penalty' || when.item === 'list-entry')
    .filter(({ when }) => when.isIncomplete === undefined)
    .map((line) => {
      const name = line.when.class ? classWords(line.when.class) : { zh: line.zh, en: capital(line.en) }
      return [name, sentence(sayPeriod(line)), { zh: line.article, en: line.article }]
    })
  const caption = {
    zh: `${regime.zh}：${sayDay(regime.from, 'zh')}起${regime.until ? `、${sayDay(regime.until, 'zh')}前` : ''}作出的决定`,
    en: `${capital(regime.en)}: decisions from ${sayDay(regime.from, 'en')}${regime.until ? `, before ${sayDay(regime.until, 'en')}` : ''}`,
  }
  return rows.length === 0
    ? []
    : [
        {
          kind: 'table',
          caption,
          head: [says('失信严重程度', 'Class'), says('最短至最长', 'Shortest to longest'), says('依据', 'Basis')],
          rows,
        },
      ]
}

function deadlineTable(book: RuleBook, day: string, prefix: string, caption: Says): GuideBlock[] {
  const rows = book.deadlines
    .filter((one) => one.id.startsWith(prefix) && isInForce(one, day))
    .map((one) => [
      { zh: one.zh, en: capital(one.en) },
      workingDays(one.workingDays),
      { zh: one.article, en: one.article },
    ])
  return rows.length === 0
    ? [text('以各类信息的目录说明为准。', 'As each item of the catalogue says.')]
    : [{ kind: 'table', caption, head: [says('事项', 'What'), says('期限', 'Within'), says('依据', 'Basis')], rows }]
}

const repairDeadlines = (book: RuleBook, day: string): GuideBlock[] =>
  deadlineTable(book, day, 'repair-', says('办理期限', 'Deadlines'))

function objectionDeadlines(book: RuleBook, day: string): GuideBlock[] {
  const known = ['objection-mark', 'objection-own', 'objection-source'].some((id) => deadlineOn(book, id, day))
  return known
    ? deadlineTable(book, day, 'objection-', says('异议办理期限', 'Deadlines of an objection'))
    : [
        text(
          '全国没有统一的期限，由当地法规规定；本地的期限写进规则簿以后，会列在这里。',
          'There is no national deadline; local regulation sets it. Once the local one is in the rule book, it stands here.',
        ),
      ]
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
const sentence = ({ zh, en }: Says): Says => ({ zh, en: capital(en) })

export function guideProps(book: RuleBook, day: string, id: string): GuideProps | undefined {
  const found = guideIds.find((one) => one === id)
  if (found === undefined) return undefined
  const all = guideIds.map((one) => makers[one]({ book, day }))
  const guide = all.find((one) => one.id === found)!
  return {
    guide,
    day,
    others: all.filter((one) => one !== guide).map(({ id: other, title }) => ({ id: other, title })),
  }
}

export function guidesProps(book: RuleBook, day: string): GuidesProps {
  const heads = (...ids: GuideId[]) =>
    ids.map((id) => {
      const { title, lead } = makers[id]({ book, day })
      return { id, title, lead }
    })
  return {
    groups: [
      {
        title: says('查档案的人', 'For whoever looks something up'),
        guides: heads('reading', 'publication', 'persons'),
      },
      { title: says('被记录的单位', 'For organisations'), guides: heads('objection', 'repair') },
      { title: says('部门与开发者', 'For departments and developers'), guides: heads('departments', 'developers') },
    ],
  }
}

/** 报告说明: what a report is and is not, and what to do when it is wrong. */
import type { Says } from '../terms/says.ts'
import type { ReportFacts } from './report.ts'

/** `hasShared`: some record in it is for authorities only. */
export function statement({ asked, isDemonstration }: ReportFacts, hasShared: boolean): Says[] {
  const body = asked.bodyName || asked.body
  return [
    ...(isDemonstration ? [demonstration] : []),
    {
      zh: '本报告由系统依据各信息来源单位依法提供的公共信用信息自动生成。除依法遮蔽的个人信息外，平台未对信息内容作任何编辑、修改；信息内容由来源单位负责。',
      en: 'This report is made by machine from what the named source bodies have lawfully stated. Apart from masking personal information where the law asks for it, the platform has edited nothing; each source answers for what it stated.',
    },
    {
      zh: '本报告客观、中立，不含任何评分、等级或评价结论，也不对办理事项提出准予或者不予的意见。',
      en: 'It is neutral. It holds no score, no grade and no verdict, and does not advise to grant or to refuse anything.',
    },
    {
      zh: `本报告仅供${body}就“${asked.matter.zh}”事项、为“${asked.purpose.zh}”目的使用，不得用于其他事项或者提供给他人。`,
      en: `It is for ${body} only, for the matter “${asked.matter.en}” and the purpose “${asked.purpose.en}”, and may not be used for another or handed on.`,
    },
    ...(hasShared ? [shared] : []),
    {
      zh: '本报告只反映数据截止时刻可以向查询单位提供的信息。其后信息可能更正、修复或者期限届满，再次使用时请重新查询。“查询期内无相关信息”是指截至该时刻平台未归集到可提供的相关信息。',
      en: 'It shows what could be given to the asking body at the instant named as data cut-off. Information may be corrected, repaired or expire afterwards: ask again before using it again. “No such information” means that none which may be given had reached the platform by then.',
    },
    {
      zh: '对本报告所载信息有异议的，可以向信息来源单位或者受理信用信息异议申诉的信用管理部门提出异议申诉，并请注明报告编号。',
      en: 'Whoever disputes what is stated here may object with the source body or with the credit authority that receives objections, naming the number of this report.',
    },
    {
      zh: '符合条件的失信信息可以依法申请信用修复；修复后的信息不再出现在此后出具的报告中。',
      en: 'Information on breaches may be repaired where the law allows it. What has been repaired does not appear in later reports.',
    },
    {
      zh: '本报告的对象为法人、非法人组织和个体工商户，不反映任何自然人的信用状况。',
      en: 'It is about an organisation or a business and says nothing about the credit of any natural person.',
    },
  ]
}

const shared: Says = {
  zh: '标有“仅政务共享”的记录依法不向社会公示，只供查询单位在本事项中查阅，不得公开。',
  en: 'Records marked “Authorities only” are not shown to the public by law. They are for the asking body in this matter and may not be published.',
}

const demonstration: Says = {
  zh: '本报告以虚构的演示数据生成，不反映任何真实主体的情况，不具有任何效力。',
  en: 'This report was made from invented demonstration data. It says nothing about any real organisation and has no effect.',
}

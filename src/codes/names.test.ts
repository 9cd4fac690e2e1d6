import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import '../../test/support/properties.ts'
import { material } from '../../test/support/material.ts'
import { looksLikePersonName, normaliseName, organisationWord } from './names.ts'
import { compoundSurnames, surnames } from './surnames.ts'

/** Characters that given names are made of; none of these names is a real person's but by accident. */
const given =
  '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华玉萍红鹏飞建国文志新春梅海燕晓云龙辉宇浩轩梓涵欣怡雨泽子涵博思远俊凯佳琪嘉诚家豪天佑一鸣昊然晨曦诗琴雪莹洁玲慧颖淑珍凤仙翠莲菊香美丹彤彬斌峰林森木水火金银鑫福贵荣昌盛兴旺发财富德才学义仁礼智信忠孝廉正直良善爱民安康宁乐永长久远大小东西南北中心光亮星月阳阴山川江河湖波浪风雷电雨雪冬夏秋景瑞祥吉利顺达通运成功胜凡铭宝珠珊瑶琳瑾璇琦瑛环佩卫保守护振宏伟业创开拓进先跃升腾翔社会庆援朝抗美解放跃进四清红卫兵革命工农商兵党团员生产队部'
const characters = [...new Set(given)]
const chineseNames = fc
  .tuple(
    fc.constantFrom(...surnames, ...compoundSurnames),
    fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 3 }),
  )
  .map(([surname, rest]) => surname + rest.join(''))
  // Four characters ending in 中学 or 小学 are read as a school's: 东方中学 is one, and nobody is called so.
  .filter((name) => name.length <= 4 && !/[中小]学$/.test(name))
const syllables = [...'阿买提古丽江尔汗巴特格日勒卓玛扎西多吉才让努依热木沙吾艾合麦斯娅苏莱曼库班别克叶']
const dottedNames = fc
  .array(
    fc.array(fc.constantFrom(...syllables), { minLength: 2, maxLength: 6 }).map((part) => part.join('')),
    { minLength: 2, maxLength: 3 },
  )
  .chain((parts) => fc.constantFrom('·', '•', '・').map((dot) => parts.join(dot)))
const foreignNames = fc
  .array(
    fc.constantFrom(
      'John',
      'Marco',
      'Smith',
      'Cole',
      'Müller',
      'Ivanov',
      'Sato',
      'O’Neill',
      'Anne-Marie',
      'Lincoln',
      'Incze',
      'Banks',
      'Corpuz',
      'J.',
    ),
    {
      minLength: 2,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(' '))

test('width, case, blanks, brackets, dots and dashes make no other name', () => {
  const key = '示范(上海)科技有限公司'
  for (const name of [
    '示范（上海）科技有限公司',
    '示范(上海)科技有限公司',
    '示范〔上海〕科技有限公司',
    '示范［上海］科技有限公司',
    ' 示范（上海） 科技\u3000有限公司\u200B',
    '示范﹙上海﹚科技有限公司',
  ]) {
    assert.equal(normaliseName(name), key, name)
  }
  assert.equal(normaliseName('ＡＢＣ Trading Co., Ltd'), normaliseName('abc trading co.,ltd'))
  assert.equal(normaliseName('西格玛—阿尔德里奇'), normaliseName('西格玛-阿尔德里奇'))
  assert.equal(normaliseName('路易•威登'), normaliseName('路易·威登'))
})

test('another word or character is another name', () => {
  const keys = [
    '示范一科技有限公司',
    '示范二科技有限公司',
    '示范科技有限公司',
    '示范科技有限责任公司',
    '示范(上海)科技有限公司',
  ].map(normaliseName)
  assert.equal(new Set(keys).size, keys.length)
})

test('a key is its own key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (name) => {
      const key = normaliseName(name)
      assert.equal(normaliseName(key), key)
    }),
    { numRuns: 3000 },
  )
})

test('a plain Chinese name is its own key', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0x4e00, max: 0x9fff }), { maxLength: 20 }), (points) => {
      const name = String.fromCodePoint(...points)
      assert.equal(normaliseName(name), name)
    }),
  )
})

test('names of every kind of organisation show it by a word', () => {
  for (const name of [
    '示范市公安局',
    '示范市第一人民医院',
    '示范县明德小学',
    '示范村清泉农民专业合作社',
    '示范市餐饮行业协会',
    '示范镇李家村村民委员会',
    '示范区老张饭店',
    '示范市某某商行',
    '示范市某某五金经营部',
    '示范律师事务所（普通合伙）',
    '示范银行股份有限公司明衡分行',
    '示范造纸厂（普通合伙）',
    '示范市大光明眼镜店',
    '示范市总工会',
    '示范清真寺',
    '示范（上海）投资管理中心（有限合伙）',
    'Example Trading (Shanghai) Co., Ltd.',
    'EXAMPLE HOLDINGS LIMITED',
    'Example GmbH Beijing Representative Office',
    '示范ＣＯ．，ＬＴＤ',
  ]) {
    assert.notEqual(organisationWord(name), undefined, name)
    assert.equal(looksLikePersonName(name), false, name)
  }
})

test('20,000 made-up names of persons show none, even where made of words of organisations', () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 8, arbitrary: chineseNames }, dottedNames, foreignNames), (name) => {
      assert.equal(organisationWord(name), undefined, name)
      assert.ok(looksLikePersonName(name), name)
    }),
    { numRuns: 20_000 },
  )
})

test('names that end like an organisation’s are persons’ all the same', () => {
  for (const name of [
    '李建社',
    '王建设',
    '高中',
    '高中学',
    '欧阳建设',
    '任公安',
    '张工会',
    '刘长行',
    '陈文化',
    '方学院',
    '马大队',
    '阿卜杜拉·买买提',
    'Maria Co',
    'Tyra Banks',
    'Gary Cole',
  ]) {
    assert.equal(organisationWord(name), undefined, name)
    assert.ok(looksLikePersonName(name), name)
  }
})

test('texts that are no name at all are no person’s', () => {
  for (const text of ['', '某', '12345', '91110108551385082Q', '无', '小米科技', 'x', '，，，']) {
    assert.equal(looksLikePersonName(text), false, text)
  }
})

const lists = [
  'botx-food-companies.txt',
  'botx-zhenjiang-organisations.txt',
  'companynameparser-groundtruth.txt',
  'szse-full-vs-short-names.tsv',
  'chinese-company-search-segmented.jsonl',
].map((file) => material(`1-names/${file}`))
test('1-names: of the real names of organisations at least 99.5 % show it', {
  skip: !lists[0] && 'material 1-names is absent',
}, () => {
  const [food, city, parser, exchange, segmented] = lists.map((path) =>
    readFileSync(path!, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== ''),
  )
  const names = [
    ...food!,
    ...city!,
    ...parser!.map((line) => line.split(/\s/)[0]!),
    ...exchange!.slice(1).map((line) => line.split('\t')[1]!),
    ...exchange!
      .slice(1)
      .map((line) => line.split('\t')[5]!)
      .filter((name) => name.length > 12),
    ...segmented!.map((line) => (JSON.parse(line) as { text: string }).text),
  ]
  assert.ok(names.length > 16_000)
  const without = names.filter((name) => organisationWord(name) === undefined)
  assert.ok(
    without.length / names.length <= 0.005,
    `${without.length} of ${names.length}: ${without.slice(0, 40).join(' ')}`,
  )
})

test('1-names: the key of a listed company’s name is stable and different names keep different keys', {
  skip: !lists[3] && 'material 1-names is absent',
}, () => {
  const names = readFileSync(lists[3]!, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split('\t')[1]!)
  const keys = new Map<string, string>()
  for (const name of names) {
    const key = normaliseName(name)
    assert.equal(normaliseName(name.replaceAll('(', '（').replaceAll(')', '）')), key)
    assert.ok((keys.get(key) ?? name) === name || normaliseName(keys.get(key)!) === key)
    keys.set(key, name)
  }
  assert.ok(keys.size > 1400)
})

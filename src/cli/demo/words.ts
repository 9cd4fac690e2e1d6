/**
 * What invented names are made of. Every name begins with, or holds, a place of the
 * fictional province, so that none is the name of a real organisation.
 */

export type Place = { code: string; city: string; county: string; mark: string }

/** The nine counties of 示范省; `mark` stands in the numbers of documents. */
export const places: readonly Place[] = [
  { code: '990101', city: '明衡市', county: '东衡区', mark: '明东' },
  { code: '990102', city: '明衡市', county: '西衡区', mark: '明西' },
  { code: '990121', city: '明衡市', county: '清信县', mark: '清信' },
  { code: '990201', city: '诚川市', county: '诚南区', mark: '诚南' },
  { code: '990202', city: '诚川市', county: '诚北区', mark: '诚北' },
  { code: '990221', city: '诚川市', county: '正言县', mark: '正言' },
  { code: '990301', city: '信陵湾市', county: '湾东区', mark: '湾东' },
  { code: '990302', city: '信陵湾市', county: '湾西区', mark: '湾西' },
  { code: '990321', city: '信陵湾市', county: '履约县', mark: '履约' },
]

export const brandFirst = [...'云岚澄昭衡霁砚芷棠苇榆槿蔚翎朔璟沅湛禾芃屿岫晗熠煦穗筠蓼荻荞茗葭藜蘅珩瑾琮黛']
export const brandSecond = [...'杉溪朗川麓泽弦舟庭岭渡湖谷野桥汀洲原塔钟帆羽棉序章图屏渊澜阡陌墨笺穹旷驰']
export const villages = [...'柳槐桑榆枣梨杏桃竹松柏枫荷菱芦苇']
export const villageEnds = ['家湾', '树坪', '林沟', '园子', '溪口', '花岭', '叶坝', '塘尾', '岗头', '桥边']
export const towns = [
  '云杉镇',
  '澄溪镇',
  '石笺镇',
  '衡桥镇',
  '苇塘镇',
  '朔望乡',
  '砚台乡',
  '蔚岭镇',
  '荞麦坪乡',
  '霁川镇',
]
export const streets = [
  '衡平大道',
  '守信路',
  '言诺街',
  '履约巷',
  '云杉路',
  '澄溪路',
  '度量街',
  '砝码巷',
  '知行路',
  '青简街',
]

export type Trade = { word: string; industry: string; scope: string; fields: readonly Field[] }

/** What an organisation does, as far as permits and penalties ask. */
export type Field =
  | 'food'
  | 'goods'
  | 'fire'
  | 'safety'
  | 'environment'
  | 'transport'
  | 'health'
  | 'building'
  | 'farming'

const trade = (word: string, industry: string, scope: string, ...fields: Field[]): Trade => ({
  word,
  industry,
  scope,
  fields,
})

export const trades: readonly Trade[] = [
  trade('机械', 'C34', '通用机械设备的制造、销售及维修', 'safety', 'environment', 'goods', 'fire'),
  trade('精密仪器', 'C40', '仪器仪表的制造与销售', 'goods', 'safety', 'fire'),
  trade('食品', 'C14', '糕点、面包及罐头的生产和销售', 'food', 'environment', 'safety', 'fire'),
  trade('粮油', 'C13', '粮食收购，食用植物油加工', 'food', 'safety', 'fire'),
  trade('餐饮管理', 'H62', '餐饮服务，餐饮管理', 'food', 'fire', 'health'),
  trade('酒店管理', 'H61', '住宿服务，餐饮服务，会议服务', 'food', 'fire', 'health'),
  trade('商贸', 'F51', '日用百货、预包装食品的批发和零售', 'food', 'goods', 'fire'),
  trade('百货', 'F52', '日用百货、服装、家用电器的零售', 'goods', 'food', 'fire'),
  trade('医药', 'F51', '药品、医疗器械的批发', 'goods', 'health', 'fire'),
  trade('生物科技', 'M73', '生物技术研发、技术咨询', 'environment', 'safety'),
  trade('化工', 'C26', '化学原料的制造和销售', 'environment', 'safety', 'fire', 'goods'),
  trade('新材料', 'C29', '橡胶和塑料制品的制造', 'environment', 'safety', 'goods'),
  trade('纺织', 'C17', '棉纺织、印染及服装面料的加工', 'environment', 'safety', 'fire', 'goods'),
  trade('服饰', 'C18', '服装、服饰的设计、加工与销售', 'goods', 'fire'),
  trade('家具', 'C21', '木质家具的制造和销售', 'goods', 'fire', 'environment'),
  trade('建材', 'C30', '水泥制品、砖瓦、石材的生产', 'environment', 'safety', 'goods'),
  trade('建筑工程', 'E47', '房屋建筑工程、市政工程施工', 'building', 'safety', 'environment'),
  trade('装饰工程', 'E50', '建筑装修装饰工程施工', 'building', 'safety', 'fire'),
  trade('市政工程', 'E48', '道路、桥梁及市政管网工程施工', 'building', 'safety', 'transport'),
  trade('物流', 'G54', '普通货物道路运输，货物装卸', 'transport', 'safety', 'fire'),
  trade('客运', 'G54', '省际、市际班车客运，旅游客运', 'transport', 'safety'),
  trade('汽车服务', 'O81', '机动车维修，汽车配件销售', 'transport', 'environment', 'goods'),
  trade('电子科技', 'C39', '电子元件、通信设备的制造和销售', 'goods', 'safety', 'environment'),
  trade('信息技术', 'I65', '软件开发，信息系统集成服务', 'goods'),
  trade('环保科技', 'N77', '环境治理服务，固体废物处置', 'environment', 'safety'),
  trade('能源', 'D44', '光伏发电、供热服务', 'safety', 'environment', 'fire'),
  trade('矿业', 'B10', '建筑用砂石的开采和加工', 'safety', 'environment', 'transport'),
  trade('农业发展', 'A01', '谷物、蔬菜的种植与销售', 'farming', 'goods'),
  trade('种业', 'A05', '农作物种子的繁育、经营', 'farming', 'goods'),
  trade('牧业', 'A03', '牲畜、家禽的饲养与销售', 'farming', 'environment'),
  trade('物业服务', 'K70', '物业管理，停车场管理', 'fire', 'safety'),
  trade('文化传播', 'L72', '广告设计、制作、发布，会议展览服务', 'goods'),
  trade('教育咨询', 'P83', '教育信息咨询（不含培训）', 'goods', 'fire'),
  trade('健康管理', 'Q84', '健康咨询服务', 'health', 'goods'),
  trade('家政服务', 'O80', '家庭服务，清洁服务', 'goods'),
  trade('供应链管理', 'L72', '供应链管理服务，仓储服务', 'transport', 'fire', 'safety'),
]

/** Shops of sole proprietors: never with a name of a person in them. */
export const shops: readonly Trade[] = [
  trade('小吃店', 'H62', '小吃服务', 'food', 'fire'),
  trade('便利店', 'F52', '食品、日用品的零售', 'food', 'goods'),
  trade('水果店', 'F52', '水果、蔬菜的零售', 'food', 'goods'),
  trade('理发店', 'O80', '理发及美容服务', 'health'),
  trade('五金店', 'F52', '五金产品的零售', 'goods', 'fire'),
  trade('早餐店', 'H62', '早餐服务', 'food'),
  trade('服装店', 'F52', '服装的零售', 'goods'),
  trade('汽车修理部', 'O81', '机动车维修', 'transport', 'environment'),
  trade('旅馆', 'H61', '住宿服务', 'health', 'fire'),
  trade('农资经营部', 'F51', '化肥、农药的零售', 'farming', 'goods'),
  trade('药店', 'F52', '药品的零售', 'goods', 'health'),
  trade('烘焙坊', 'C14', '糕点的现场制售', 'food', 'fire'),
]

/**
 * People who were never born, for what must not be kept. Their given names are made
 * of characters that no organisation here has in this order, so that a search for
 * them in the whole database finds them or nothing.
 */
export const surnameOnes = [...'赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严魏陶姜谢邹潘葛']
export const strangerGiven = ['拾贰', '叁阙', '陆捌', '玖零', '壹缈', '贰夐', '肆犇', '伍骉', '柒猋', '捌羴']
/** For those who are only spoken of in a text. */
export const mentionedGiven = ['甲辰', '乙巳', '丙午', '丁未', '戊申', '己酉', '庚戌', '辛亥', '壬子', '癸丑']
/** For representatives: they stand in the registration and nowhere else. */
export const representativeGiven = [
  '演一',
  '演二',
  '演三',
  '范甲',
  '范乙',
  '范丙',
  '示丁',
  '示戊',
  '例己',
  '例庚',
  '样辛',
  '样壬',
  '设癸',
  '设子',
  '虚丑',
  '拟寅',
]

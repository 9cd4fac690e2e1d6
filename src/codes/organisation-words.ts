/**
 * Words that only the name of an organisation has. A name with none of them and no
 * identifier beside it is taken for a person's, so a word is missing here only at
 * the cost of a refused row, and a wrong word at the cost of a person on file.
 */

/** Words that no person's name contains. */
export const strongWords: readonly string[] = `
  公司 集团 政府 中学 小学 党校 画院 卫校 血站 棋院 大队 支队 总队 税务 总厂 分厂 工厂 厂区 商行 商店 商场 商城 商号 经营部 经营处 经营户 经营站 经销部 经销处
  经销店 营业部 营业厅 营业所 门市 门店 批发部 批发店 零售店 服务部 服务站 服务社 服务处 服务店
  服务队 维修部 修理部 修理厂 修理店 维修店 加工部 加工厂 加工点 加工坊 作坊 工坊 车行 车间 超市
  便利店 饭店 酒店 宾馆 旅馆 旅店 旅社 旅行社 客栈 餐厅 餐馆 饭庄 饭馆 酒楼 酒家 酒吧 茶楼 茶馆
  茶庄 茶社 茶室 面馆 粉馆 菜馆 食堂 面包店 网吧 网咖 浴室 浴场 浴池 洗浴 会所 俱乐部 歌舞厅 影院
  影城 剧院 剧团 剧场 书店 书局 药店 药房 药行 大药房 诊所 医院 卫生院 卫生室 卫生所 卫生站 医务室
  保健站 保健院 疾控 疗养院 养老院 敬老院 福利院 护理院 发廊 照相馆 影楼 花店 农场 牧场 林场 渔场
  养殖 种植 苗圃 合作社 合作联社 专业社 供销社 信用社 联合社 经济社 度假村 市场 交易所 交易中心 银行
  支行 储蓄所 邮局 当铺 工作室 工作站 设计室 事务所 代理处 代办处 办事处 代表处 分公司 子公司 分理处
  分店 分号 总店 总公司 分局 分院 分校 分所 分站 分社 门诊部 加油站 加气站 充电站 收购站 回收站
  回收部 变电站 水电站 电站 电厂 水厂 砖厂 石场 采石 砂场 沙场 煤矿 矿山 车站 驾校 幼儿园 托儿所
  托育 学校 技校 职校 科学院 研究院 研究所 研究室 研究会 设计院 设计所 勘察院 测绘院 检测站 检测所
  检验所 检验站 监测站 监测所 观测站 气象台 电视台 电台 报社 杂志社 出版社 编辑部 通讯社 图书馆
  博物馆 档案馆 文化馆 美术馆 展览馆 纪念馆 科技馆 体育馆 体育场 群艺馆 艺术馆 文化站 动物园 植物园
  景区 人民政府 委员会 法院 检察院 派出所 监狱 看守所 拘留所 戒毒所 管理局 管理处 管理所 管理站
  管理部 监督局 监督所 监督站 总局 统计局 边检 办公室 办公厅 指挥部 领导小组 街道办 居民小组 村民小组
  事务局 事务中心 服务中心 工程队 施工队 建筑队 工程处 工程部 项目部 指挥所 推广站 技术站 兽医站
  畜牧站 农技站 林业站 水利站 水管所 国土所 财政所 粮库 粮站 粮管所 种子站 灌区 供电所 供电局 敬老
  救助站 殡仪馆 火葬场 公墓 人防办 招标办 拆迁办 气象局 地震局 统战部 宣传部 组织部 武装部 工商联
  红十字会 协会 联合会 促进会 基金会 理事会 同乡会 校友会 志愿者 联谊会 研习会 促进中心 寺院 清真寺
  福音堂 天主教 基督教 伊斯兰 律所 会计师 人力资源 文化传播 制品 饮料 化肥 饲料 汽配 汽修 摩托 轮胎
  电动车 烟酒 蔬菜 肉店 蛋糕 烘焙 奶茶 日用品 化妆品 眼镜 玩具 鞋店 布艺 窗帘 灯饰 卫浴 门窗 板材
  票务 棋牌 游泳馆 武馆 琴行 画室 兽药 农资 屠宰 碾米 磨坊 油坊 酒坊 豆腐坊 酒厂 酒庄 酿酒 茶行
  网店 专卖 旗舰店 体验店 超级市场 食府 农家乐 农家院 大排档 饺子 馒头 包子 米粉 米线 牛肉 羊肉
  烤鸭 卤菜 熟食 小卖部 杂货 副食 干洗 洗衣 洗车 殡葬 打印 复印 快印 刻章 裁缝 缝纫 推拿 按摩
  足浴 足疗 牙科 个体工商户 个人独资 商社 株式会社 会社 纱厂 船厂 船务 地铁 公交 出租 场馆 展馆
  开发区 工业园 产业园 示范区 试验区 实验室 实验站 试验站
`
  .trim()
  .split(/\s+/)

/** Words that could stand in a person's name by chance; they count from five characters on. */
export const weakWords: readonly string[] = `
  企业 商贸 百货 民宿 餐饮 小吃 快餐 火锅 烧烤 咖啡 门诊 美容 美发 理发 摄影 鲜花 联社 农庄
  庄园 山庄 果园 茶园 邮政 典当 担保 保险 证券 基金 信托 投资 租赁 总部 分部 矿业 铁矿 金矿 客运
  货运 物流 快递 运输 码头 港口 机场 培训 高中 初中 大学 学院 广播 书院 公园
  陵园 园林 村委 居委 党委 政协 人大 公安 司法 部队 监察 执法 财政 审计 海关 消防 总队
  中队 分队 水库 社区 编办 工会 团委 妇联 残联 文联 科协 侨联 商会 学会 慈善 联盟 公会
  总会 教会 教堂 道观 佛教 道教 仲裁 公证 律师 鉴定 咨询 代理 中介 劳务 家政 物业 房产 地产 置业
  开发 建设 建筑 装饰 装潢 装修 工程 科技 实业 贸易 商务 传媒 广告 印刷 制衣 服装 服饰 家具 家居
  建材 五金 机械 机电 电器 电子 电脑 软件 网络 通讯 通信 数码 食品 农业 生态 医药 药业 化工 纺织
  造纸 包装 塑料 橡胶 玻璃 陶瓷 钢铁 冶金 铸造 模具 汽车 配件 粮油 水果 水产 海鲜 母婴 珠宝 文具
  礼品 鞋业 石材 木业 木材 彩票 福彩 体彩 健身 瑜伽 舞蹈 宠物 种子 农机 种业 渔业 林业 牧业 畜禽
  酒业 茶业 茶叶 电商 直营 连锁 加盟 购物 量贩 美食 饮食 早餐 拉面 停车 开锁 图文 养生 口腔 中医
  合伙 股份 有限 控股 经贸 公社 航运 航空 铁路 公路 机构 组织 单位 基地 园区 孵化 众创 平台 船闸
  晚报 日报 街道 自来水 国资委 发改委 经委 农委 教委 建委 附院 高速 中心 分会 总站
  中行 农行 分行 大厦 大楼 花园 广场 书屋 书社 画社 药堂 学堂 诊室 礼堂 电影 小店 小屋 之家 专营
  销售 制造 材料 技术 发展 国际 服务
`
  .trim()
  .split(/\s+/)

/** Single characters at the end (before brackets) that make five characters and more an organisation's name. */
export const endings =
  '厂店局院部所社会馆行站场村队庙寺庵宫观堂校园办处委室厅库台署业部司团组坊铺吧楼屋阁轩斋庄居苑城矿港社摊档户点网段区镇乡县市州旗'

/** As words of their own in Latin letters, in any case. */
export const latinWords: readonly string[] = [
  'co\\.? ?,? ?ltd',
  'company',
  'companies',
  'corp',
  'corporation',
  'inc',
  'incorporated',
  'ltd',
  'limited',
  'llc',
  'llp',
  'plc',
  'gmbh',
  'pte',
  'pty',
  'oy',
  'kg',
  's\\.?p\\.?a',
  'b\\.?v',
  'n\\.?v',
  's\\.?a\\.?r\\.?l',
  's\\.?r\\.?l',
  'k\\.?k',
  'group',
  'holding',
  'holdings',
  'enterprise',
  'enterprises',
  'industry',
  'industries',
  'industrial',
  'technology',
  'technologies',
  'trading',
  'international',
  'bank',
  'university',
  'college',
  'school',
  'hospital',
  'institute',
  'academy',
  'association',
  'foundation',
  'society',
  'federation',
  'committee',
  'commission',
  'bureau',
  'ministry',
  'department',
  'office',
  'agency',
  'authority',
  'center',
  'centre',
  'factory',
  'works',
  'plant',
  'hotel',
  'restaurant',
  'shop',
  'store',
  'supermarket',
  'cooperative',
  'partnership',
  'consulting',
  'services',
  'solutions',
  'systems',
  'logistics',
  'engineering',
  'investment',
  'investments',
  'capital',
  'fund',
  'insurance',
  'securities',
  'pharmaceutical',
  'pharmaceuticals',
  'laboratory',
  'laboratories',
  'council',
  'government',
  'court',
  'gongsi',
  'jituan',
  'youxian',
  'zhongxin',
  'yiyuan',
  'xueyuan',
]

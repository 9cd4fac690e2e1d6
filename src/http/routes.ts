/**
 * Every route under /v1, one line each: method, path, who may (an action of the
 * permit table in access/permits.ts), what it is, what goes in, what comes out,
 * and the action it leads to.
 */
import * as cases from './cases.ts'
import * as catalogue from './catalogue.ts'
import * as checks from './checks.ts'
import * as codes from './codes.ts'
import * as counter from './counter.ts'
import * as desk from './desk.ts'
import * as holds from './holds.ts'
import * as layouts from './layouts.ts'
import { readers } from './ledger.ts'
import { fileOf, pageOf } from './listing.ts'
import * as lists from './lists.ts'
import * as ofBodies from './lists-of-bodies.ts'
import * as ofCases from './lists-of-cases.ts'
import * as ofOffice from './lists-of-office.ts'
import * as open from './open.ts'
import * as own from './own.ts'
import * as people from './people.ts'
import * as publicLists from './public-lists.ts'
import * as representatives from './representatives.ts'
import * as retractions from './retractions.ts'
import { type Route, route } from './route.ts'
import * as basicShapes from './schemas/basics.ts'
import * as casesShapes from './schemas/cases.ts'
import * as catalogueShapes from './schemas/catalogue.ts'
import * as checksShapes from './schemas/checks.ts'
import * as classesShapes from './schemas/classes.ts'
import * as codesShapes from './schemas/codes.ts'
import * as connectionsShapes from './schemas/connections.ts'
import * as counterShapes from './schemas/counter.ts'
import * as deskShapes from './schemas/desk.ts'
import * as filesShapes from './schemas/files.ts'
import * as holdsShapes from './schemas/holds.ts'
import * as layoutsShapes from './schemas/layouts.ts'
import * as listsShapes from './schemas/lists.ts'
import * as openShapes from './schemas/open.ts'
import * as peopleShapes from './schemas/people.ts'
import * as problemsShapes from './schemas/problems.ts'
import * as publicListsShapes from './schemas/public-lists.ts'
import * as recordsShapes from './schemas/records.ts'
import * as representativesShapes from './schemas/representatives.ts'
import * as retractionsShapes from './schemas/retractions.ts'
import * as sessionsShapes from './schemas/sessions.ts'
import * as sourcesShapes from './schemas/sources.ts'
import * as submissionsShapes from './schemas/submissions.ts'
import * as whoShapes from './schemas/who.ts'
import * as sessions from './sessions.ts'
import * as submissions from './submissions.ts'
import * as who from './who.ts'

/** All that goes in or out, by the name it has in the OpenAPI document. */
export const shapes = {
  ...basicShapes,
  ...casesShapes,
  ...catalogueShapes,
  ...checksShapes,
  ...classesShapes,
  ...codesShapes,
  ...connectionsShapes,
  ...counterShapes,
  ...deskShapes,
  ...filesShapes,
  ...holdsShapes,
  ...layoutsShapes,
  ...listsShapes,
  ...openShapes,
  ...peopleShapes,
  ...problemsShapes,
  ...publicListsShapes,
  ...recordsShapes,
  ...retractionsShapes,
  ...representativesShapes,
  ...sessionsShapes,
  ...sourcesShapes,
  ...submissionsShapes,
  ...whoShapes,
}
const s = shapes

// biome-ignore format: a table is read across
export const routes: readonly Route[] = [
  route('POST', '/v1/session', 'sign-in', ['登录', 'sign in'], { body: s.SignIn }, s.Me, sessions.openDoor, { limit: 'sign-in' }),
  route('DELETE', '/v1/session', 'manage-own-sessions', ['退出登录', 'sign out'], {}, undefined, sessions.closeDoor, { status: 204 }),
  route('GET', '/v1/me', 'see-self', ['当前登录者及其权限', 'who is signed in, and what they may do'], {}, s.Me, sessions.me),
  route('GET', '/v1/sessions', 'manage-own-sessions', ['本人的登录会话', 'one’s own sessions'], {}, s.Sessions, sessions.mySessions),
  route('DELETE', '/v1/sessions/:id', 'manage-own-sessions', ['结束一个登录会话', 'end a session'], { params: s.SessionId }, undefined, sessions.endMySession, { status: 204 }),
  route('DELETE', '/v1/sessions', 'manage-own-sessions', ['结束其他登录会话', 'end one’s other sessions'], {}, s.SessionsEnded, sessions.endOthers),
  route('POST', '/v1/me/password', 'change-own-password', ['更改本人密码', 'change one’s own password'], { body: s.OwnPassword }, s.Me, sessions.choosePassword, { limit: 'sign-in' }),

  route('GET', '/v1/people', 'manage-people', ['可以登录的人员', 'people who may sign in'], { query: s.PeopleQuery }, s.People, pageOf(ofOffice.peopleList)),
  route('GET', '/v1/people/export', 'manage-people', ['可以登录的人员导出', 'the same as a file'], { query: s.PeopleExport }, undefined, fileOf(ofOffice.peopleList), { other: ['xlsx', 'csv'] }),
  route('POST', '/v1/people', 'manage-people', ['添加人员，一次性密码只显示一次', 'add somebody; the one-time password is shown once'], { body: s.NewPersonAsk }, s.PersonGiven, people.add, { status: 201 }),
  route('POST', '/v1/people/:login', 'manage-people', ['更改姓名、角色、单位或地区', 'another name, role, body or region'], { params: s.PersonLogin, body: s.PersonChange }, s.PersonGiven, people.change),
  route('POST', '/v1/people/:login/acts', 'manage-people', ['停用、启用、解锁、结束会话、设置一次性密码', 'disable, enable, unlock, end sessions, give a one-time password'], { params: s.PersonLogin, body: s.PersonActAsk }, s.PersonGiven, people.act),
  route('GET', '/v1/clients', 'manage-clients', ['接口客户端', 'API clients'], { query: s.ClientsQuery }, s.Clients, pageOf(ofOffice.clientList)),
  route('GET', '/v1/clients/export', 'manage-clients', ['接口客户端导出', 'the same as a file'], { query: s.ClientsExport }, undefined, fileOf(ofOffice.clientList), { other: ['xlsx', 'csv'] }),
  route('POST', '/v1/clients', 'manage-clients', ['添加接口客户端，密钥只显示一次', 'add a client; its key is shown once'], { body: s.NewClientAsk }, s.ClientGiven, people.addClient, { status: 201 }),
  route('POST', '/v1/clients/:id', 'manage-clients', ['更改接口客户端', 'change a client'], { params: s.ClientId, body: s.ClientChange }, s.ClientGiven, people.changeOneClient),
  route('POST', '/v1/clients/:id/acts', 'manage-clients', ['停用、启用、更换密钥', 'disable, enable, change the key'], { params: s.ClientId, body: s.ClientActAsk }, s.ClientGiven, people.actOnOneClient),
  route('POST', '/v1/sources', 'manage-sources', ['登记或更改信源单位', 'register a source, or change it'], { body: s.SourceAsk }, s.SourcePut, people.put),
  route('GET', '/v1/access-changes', 'read-access-changes', ['人员、客户端、信源单位的变更记录', 'what was changed about people, clients and sources'], { query: s.AccessChangesQuery }, s.AccessChanges, pageOf(ofOffice.changeList)),
  route('GET', '/v1/access-changes/export', 'read-access-changes', ['人员、客户端、信源单位的变更记录导出', 'the same as a file'], { query: s.AccessChangesExport }, undefined, fileOf(ofOffice.changeList), { other: ['xlsx', 'csv'] }),

  route('POST', '/v1/submissions', 'submit', ['报送文件', 'submit a file'], { query: s.SubmitQuery }, s.SubmissionView, submissions.submit, { status: 202, upload: true, also: { 200: s.PreCheckView } }),
  route('POST', '/v1/pre-checks', 'pre-check', ['预检文件，不保留', 'check a file and keep nothing'], { query: s.PreCheckQuery }, s.PreCheckView, submissions.preCheck, { limit: 'pre-check', upload: true }),
  route('GET', '/v1/submissions', 'read-submissions', ['报送记录', 'submissions'], { query: s.SubmissionsQuery }, s.Submissions, pageOf(lists.submissionList)),
  route('GET', '/v1/submissions/export', 'read-submissions', ['报送记录导出', 'submissions as a file'], { query: s.SubmissionsExport }, undefined, fileOf(lists.submissionList), { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/submissions/:id', 'read-submissions', ['一次报送', 'one submission'], { params: s.SubmissionId }, s.SubmissionView, submissions.one),
  route('GET', '/v1/submissions/:id/lines', 'read-submissions', ['逐行结论', 'verdict of each line'], { params: s.SubmissionId, query: s.LinesQuery }, s.Lines, pageOf(lists.lineList)),
  route('GET', '/v1/submissions/:id/lines/export', 'read-submissions', ['逐行结论导出', 'verdict of each line, as a file'], { params: s.SubmissionId, query: s.LinesExport }, undefined, fileOf(lists.lineList), { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/submissions/:id/returned', 'read-submissions', ['退回的文件，问题已标注', 'the file back, with what was found marked in it'], { params: s.SubmissionId, query: s.ReturnedQuery }, undefined, submissions.returned, { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/submissions/:id/events', 'read-submissions', ['处理进度', 'progress as it happens'], { params: s.SubmissionId }, undefined, submissions.events, { other: ['events'] }),
  route('GET', '/v1/classes-missing', 'see-classes-missing', ['待定失信严重程度的处罚', 'penalties without a class'], { query: s.ClassesMissingQuery }, s.ClassesMissing, pageOf(lists.classList)),
  route('GET', '/v1/classes-missing/export', 'see-classes-missing', ['待定失信严重程度的处罚导出', 'the same as a file'], { query: s.ClassesMissingExport }, undefined, fileOf(lists.classList), { other: ['xlsx', 'csv'] }),
  route('POST', '/v1/classes-missing', 'confirm-classes', ['确认失信严重程度', 'confirm classes'], { body: s.ConfirmClasses }, s.ClassesConfirmed, submissions.confirmClasses, { bodyBytes: 512 * 1024 }),

  route('POST', '/v1/submissions/:id/confirmation', 'confirm-held', ['确认被暂缓的报送', 'confirm a submission that is held'], { params: s.SubmissionId, body: s.Settle }, s.SubmissionView, own.confirmHeld),
  route('POST', '/v1/submissions/:id/taking-back', 'submit', ['撤回被暂缓的报送', 'take back a submission that is held'], { params: s.SubmissionId, body: s.Settle }, s.SubmissionView, own.takeBack),
  route('GET', '/v1/submissions/:id/late', 'read-submissions', ['逾期报送的行', 'rows stated late'], { params: s.SubmissionId, query: s.LateQuery }, s.LateLines, submissions.late),
  route('GET', '/v1/submissions/:id/lines/:line/record', 'see-own-records', ['某行对应的记录', 'the record that a line became'], { params: s.LineOfSubmission }, s.OwnRecord, own.recordOfLine),

  route('POST', '/v1/records', 'submit', ['填报一条记录', 'state one record'], { body: s.NewRecord }, s.RowAnswer, own.add, { status: 201, bodyBytes: 512 * 1024 }),
  route('GET', '/v1/records', 'see-own-records', ['本单位报送的记录', 'records that one’s own body stated'], { query: s.OwnRecordsQuery }, s.OwnRecords, pageOf(ofBodies.ownList), { ledger: 'own-records' }),
  route('GET', '/v1/records/export', 'see-own-records', ['本单位报送的记录导出', 'the same as a file'], { query: s.OwnRecordsExport }, undefined, fileOf(ofBodies.ownList), { ledger: 'own-records', other: ['xlsx', 'csv'] }),
  route('GET', '/v1/records/:code/:record', 'see-own-records', ['本单位报送的一条记录', 'one of them'], { params: s.OwnRecordName, query: s.OneOwnRecordQuery }, s.OwnRecord, own.one, { ledger: 'own-records' }),
  route('POST', '/v1/records/:code/:record/correction', 'submit', ['更正本单位报送的记录', 'correct a record of one’s own'], { params: s.OwnRecordName, body: s.Correction }, s.RowAnswer, own.correct, { bodyBytes: 512 * 1024 }),
  route('POST', '/v1/records/:code/:record/withdrawal', 'submit', ['撤回本单位报送的记录', 'withdraw a record of one’s own'], { params: s.OwnRecordName, body: s.WithdrawalAsk }, s.OwnRecord, own.withdraw),
  route('GET', '/v1/records/:code/:record/holds', 'see-holds', ['记录旁的标注、陈述与停止公示', 'what stands or stood beside a record'], { params: s.OwnRecordName }, s.Holds, holds.beside, { ledger: 'holds' }),
  route('POST', '/v1/records/:code/:record/holds', 'hold-records', ['标注异议、录入陈述、停止公示', 'mark a record, enter a reply, stop its publication'], { params: s.OwnRecordName, body: s.NewHold }, s.HoldView, holds.enter, { status: 201 }),
  route('POST', '/v1/records/:code/:record/holds/:hold/end', 'hold-records', ['解除标注、撤回陈述、恢复公示', 'end a mark, a reply or a lift'], { params: s.HoldName, body: s.EndHold }, s.HoldView, holds.end),
  route('GET', '/v1/procedures', 'see-cases', ['各类程序受理时的填写内容', 'what each procedure asks for to be opened'], {}, s.Procedures, cases.kinds),
  route('GET', '/v1/cases', 'see-cases', ['在办案件，按届满日', 'open cases by the day on which they are due'], { query: s.CasesQuery }, s.CaseLines, pageOf(ofCases.caseList)),
  route('GET', '/v1/cases/export', 'see-cases', ['在办案件导出', 'the same as a file'], { query: s.CasesExport }, undefined, fileOf(ofCases.caseList), { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/cases/overdue', 'see-cases', ['超期案件，按单位和程序', 'what is overdue, by source and procedure'], { query: s.OverdueQuery }, s.OverdueLines, pageOf(ofCases.overdueList)),
  route('GET', '/v1/cases/overdue/export', 'see-cases', ['超期案件导出', 'the same as a file'], { query: s.OverdueExport }, undefined, fileOf(ofCases.overdueList), { other: ['xlsx', 'csv'] }),
  route('POST', '/v1/cases', 'open-cases', ['受理一个案件', 'take a case in'], { body: s.NewCase }, s.CaseView, cases.open, { status: 201 }),
  route('GET', '/v1/cases/:code/:case', 'see-cases', ['一个案件', 'a case'], { params: s.CaseName }, s.CaseView, cases.one, { ledger: 'case' }),
  route('POST', '/v1/cases/:code/:case/steps', 'answer-cases', ['办理一个步骤', 'take a step'], { params: s.CaseName, body: s.CaseStep }, s.CaseView, cases.step),
  route('GET', '/v1/cases/:code/:case/papers/:n', 'see-cases', ['案件文书', 'a paper of a case'], { params: s.CasePaperName }, undefined, cases.paper, { ledger: 'case', other: ['pdf'] }),
  route('POST', '/v1/case-attachments', 'attach-to-cases', ['提交随案附件，随后的步骤引用其编号', 'hand in a file for a step that is taken next'], { query: s.AttachmentAsk }, s.AttachmentKept, cases.keepFile, { status: 201, upload: true }),
  route('GET', '/v1/cases/:code/:case/attachments/:attachment', 'see-cases', ['随案附件', 'a file that came with a step'], { params: s.CaseAttachmentName }, undefined, cases.attachment, { ledger: 'case-paper', other: ['pdf'] }),
  route('GET', '/v1/retractions', 'see-retractions', ['应当删除的核查、报告和查询', 'what one was told and is asked to delete'], { query: s.RetractionsQuery }, s.Retractions, retractions.mine),
  route('POST', '/v1/retractions/acknowledge', 'acknowledge-retractions', ['回执：已删除', 'say that it is deleted'], { body: s.Acknowledge }, s.Acknowledged, retractions.acknowledge),
  route('GET', '/v1/retractions/board', 'see-retraction-board', ['尚未回执的单位', 'who has not acknowledged yet'], {}, s.RetractionBoard, retractions.board),
  route('GET', '/v1/retractions/figures', 'read-lists', ['撤回通知的统计', 'figures of retractions'], {}, s.RetractionFigures, retractions.figures, { limit: 'lists' }),
  route('POST', '/v1/zero-reports', 'submit', ['零报送', 'report that there was nothing'], { body: s.ZeroReportAsk }, s.ZeroReport, own.reportZero, { status: 201 }),
  route('GET', '/v1/zero-reports', 'see-connections', ['零报送记录', 'zero reports'], { query: s.ZeroReportsQuery }, s.ZeroReports, pageOf(ofBodies.zeroList)),
  route('GET', '/v1/zero-reports/export', 'see-connections', ['零报送记录导出', 'the same as a file'], { query: s.ZeroReportsExport }, undefined, fileOf(ofBodies.zeroList), { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/connections', 'see-connections', ['接入台账', 'the connection register'], { query: s.RegisterQuery }, s.Register, pageOf(ofBodies.registerList)),
  route('GET', '/v1/connections/export', 'see-connections', ['接入台账导出', 'the same as a file'], { query: s.RegisterExport }, undefined, fileOf(ofBodies.registerList), { other: ['xlsx', 'csv'] }),
  route('POST', '/v1/connections', 'edit-connections', ['登记或更改接入', 'enter or change a connection'], { body: s.ConnectionAsk }, s.RegisterLine, own.connect),
  route('GET', '/v1/code-quality', 'see-code-quality', ['每千个主体的重错码', 'duplicate and wrong codes in a thousand'], {}, s.CodeQualityView, codes.quality),
  route('GET', '/v1/code-quality/figures', 'see-code-quality', ['重错码，按信源单位和月份', 'the same by source and month'], {}, s.CodeFigures, codes.figures),
  route('GET', '/v1/code-quality/suspected', 'see-code-quality', ['疑似重码', 'codes suspected to be duplicates'], { query: s.SuspectedQuery }, s.AllSuspectedCodes, pageOf(ofOffice.suspectedList)),
  route('GET', '/v1/code-quality/suspected/export', 'see-code-quality', ['疑似重码导出', 'the same as a file'], { query: s.SuspectedExport }, undefined, fileOf(ofOffice.suspectedList), { other: ['xlsx', 'csv'] }),
  route('POST', '/v1/code-corrections/sheet', 'correct-codes', ['读取重错码更正表并预览，不保留文件', 'read a correction sheet, tell what it would do, keep nothing'], { query: s.SheetQuery }, s.CorrectionPreview, codes.sheet, { ledger: 'codes', upload: true }),
  route('POST', '/v1/code-corrections/preview', 'correct-codes', ['预览重错码更正', 'what the lines of a correction sheet would do'], { body: s.CorrectionLines }, s.CorrectionPreview, codes.preview, { ledger: 'codes', bodyBytes: 2 * 1024 ** 2 }),
  route('POST', '/v1/code-corrections', 'correct-codes', ['办理重错码更正', 'carry out lines of a correction sheet'], { body: s.CorrectCodes }, s.CorrectionOutcomes, codes.correct, { bodyBytes: 2 * 1024 ** 2 }),
  route('GET', '/v1/code-corrections', 'see-code-quality', ['重错码更正记录', 'what was put right'], { query: s.CodeCorrectionsQuery }, s.CodeCorrections, pageOf(ofOffice.correctionList)),
  route('GET', '/v1/code-corrections/export', 'see-code-quality', ['重错码更正记录导出', 'the same as a file'], { query: s.CodeCorrectionsExport }, undefined, fileOf(ofOffice.correctionList), { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/waiting', 'see-waiting', ['等待确认归属的行', 'rows that wait for somebody to say whose they are'], { query: s.WaitingQuery }, s.WaitingRows, pageOf(lists.waitingList)),
  route('GET', '/v1/waiting/export', 'see-waiting', ['等待确认归属的行导出', 'the same as a file'], { query: s.WaitingExport }, undefined, fileOf(lists.waitingList), { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/waiting/standing', 'see-waiting', ['等待与已有记录核对的行', 'rows that wait because of a record that stands'], { query: s.AgainstQuery }, s.AgainstRows, pageOf(lists.againstList), { ledger: 'own-records' }),
  route('GET', '/v1/waiting/standing/export', 'see-waiting', ['等待与已有记录核对的行导出', 'the same as a file'], { query: s.AgainstExport }, undefined, fileOf(lists.againstList), { ledger: 'own-records', other: ['xlsx', 'csv'] }),
  route('POST', '/v1/waiting/standing', 'decide-who', ['确认以哪一个为准', 'say whether a row takes the place of what stands'], { body: s.SettleAgainst }, s.AgainstSettled, who.settleAgainst),
  route('POST', '/v1/waiting', 'decide-who', ['确认归属', 'say whose rows are'], { body: s.DecideWho }, s.WhoDecided, who.decide),
  route('POST', '/v1/waiting/agreeing', 'decide-who', ['名称、地区和第二标识一致的批量确认', 'accept many where name, region and a second identifier agree'], { body: s.AcceptAgreeing }, s.WhoDecided, who.acceptAgreeing),
  route('GET', '/v1/waiting/decisions', 'see-waiting', ['归属确认记录', 'what was decided'], { query: s.WhoDecisionsQuery }, s.WhoDecisions, who.decisions),
  route('POST', '/v1/waiting/reopened', 'decide-who', ['撤回归属确认', 'take such a decision back'], { body: s.ReopenRow }, undefined, who.reopen, { status: 204 }),
  route('GET', '/v1/layouts', 'read-layouts', ['表样', 'layouts of a source'], { query: s.LayoutsQuery }, s.Layouts, pageOf(ofBodies.layoutList)),
  route('GET', '/v1/layouts/export', 'read-layouts', ['表样导出', 'the same as a file'], { query: s.LayoutsExport }, undefined, fileOf(ofBodies.layoutList), { other: ['xlsx', 'csv'] }),
  route('POST', '/v1/layouts', 'settle-layout', ['设定表样', 'settle a layout'], { body: s.SettleLayout }, s.LayoutView, layouts.settle, { status: 201, bodyBytes: 1024 ** 2 }),
  route('DELETE', '/v1/layouts', 'settle-layout', ['停用表样', 'retire a layout'], { query: s.RetireQuery }, s.LayoutView, layouts.retire),
  route('POST', '/v1/layout-proposals', 'settle-layout', ['按文件建议表样，不保留文件', 'propose a layout for a file and keep nothing'], { query: s.ProposalQuery }, s.LayoutProposal, layouts.propose, { upload: true }),
  route('POST', '/v1/layout-previews', 'settle-layout', ['预览表样的结果', 'what a layout makes of some rows'], { body: s.PreviewAsk }, s.LayoutPreview, layouts.preview, { bodyBytes: 4 * 1024 ** 2 }),

  route('POST', '/v1/checks', 'check', ['信用核查', 'check organisations'], { body: s.CheckAsk }, s.CheckAnswers, checks.check, { ledger: 'check', bodyBytes: 8 * 1024 ** 2, other: ['ndjson'] }),
  route('GET', '/v1/checks/:receipt', 'read-receipt', ['核查回执', 'a receipt'], { params: s.ReceiptNumber }, s.ReceiptView, checks.receipt, { ledger: 'receipt' }),
  route('GET', '/v1/files/:code', 'read-file', ['信用档案', 'a credit file'], { params: s.SubjectCode, query: s.FileQuery }, s.CreditFile, checks.file, { ledger: 'file' }),
  route('POST', '/v1/reports', 'report', ['信用报告', 'a credit report'], { body: s.ReportAsk }, s.ReportJson, checks.report, { ledger: 'report', other: ['pdf'] }),

  route('GET', '/v1/files/:code/versions', 'read-past-file', ['信用档案的全部版本', 'every version in a credit file'], { params: s.SubjectCode, query: s.VersionsQuery }, s.FileVersions, counter.versions, { ledger: 'file' }),
  route('GET', '/v1/organisations/:code', 'read-file', ['一个代码对应的主体', 'who stands under a code'], { params: s.SubjectCode }, s.OrganisationView, counter.organisation),
  route('GET', '/v1/organisations/:code/delegates', 'see-representatives', ['单位空间的经办人', 'who may come into an organisation’s own space'], { params: s.SubjectCode }, s.Representatives, representatives.all),
  route('POST', '/v1/organisations/:code/invitations', 'manage-representatives', ['邀请经办人，邀请码只显示一次', 'invite a representative; the code is shown once'], { params: s.SubjectCode, body: s.InviteAsk }, s.InvitationGiven, representatives.inviteOne, { status: 201 }),
  route('POST', '/v1/organisations/:code/invitations/:id/withdrawal', 'manage-representatives', ['撤回邀请', 'withdraw an invitation'], { params: s.RepresentativeOf, body: s.DelegationEnd }, undefined, representatives.withdrawOne, { status: 204 }),
  route('POST', '/v1/organisations/:code/delegates/:id/end', 'manage-representatives', ['终止委托', 'end a delegation'], { params: s.RepresentativeOf, body: s.DelegationEnd }, undefined, representatives.endOne, { status: 204 }),
  route('GET', '/v1/receipts', 'read-receipt', ['本单位的核查回执', 'receipts of one’s own body'], { query: s.ReceiptsQuery }, s.Receipts, pageOf(ofOffice.receiptList)),
  route('GET', '/v1/receipts/export', 'read-receipt', ['本单位的核查回执导出', 'the same as a file'], { query: s.ReceiptsExport }, undefined, fileOf(ofOffice.receiptList), { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/reports', 'report', ['本单位出具的信用报告', 'reports made for one’s own body'], { query: s.IssuedQuery }, s.IssuedReports, pageOf(ofOffice.issuedList)),
  route('GET', '/v1/reports/export', 'report', ['本单位出具的信用报告导出', 'the same as a file'], { query: s.IssuedExport }, undefined, fileOf(ofOffice.issuedList), { other: ['xlsx', 'csv'] }),
  route('POST', '/v1/check-file-looks', 'check', ['读取待核查文件的前几行，不保留文件', 'the first rows of a file of codes; nothing is kept'], { query: s.CodeFileQuery }, s.CodeFileLook, counter.lookAtCodes, { upload: true }),
  route('POST', '/v1/check-files', 'check', ['提交待核查的文件', 'hand in a file of codes to check'], { query: s.CodeFileAsk }, s.CodeFile, counter.takeCodes, { status: 201, ledger: 'check', upload: true }),
  route('GET', '/v1/check-files', 'read-receipt', ['本单位的核查文件', 'files of checks of one’s own body'], { query: s.CodeFilesQuery }, s.CodeFiles, counter.codeFiles),
  route('GET', '/v1/check-files/:id', 'read-receipt', ['一个核查文件', 'one of them'], { params: s.CodeFileId }, s.CodeFile, counter.codeFile),
  route('POST', '/v1/check-files/:id/run', 'check', ['核查尚无回执的行', 'check the rows that have no receipt yet'], { params: s.CodeFileId }, undefined, counter.runCodes, { other: ['ndjson'] }),
  route('GET', '/v1/check-files/:id/rows', 'read-receipt', ['核查结果', 'what came of its rows'], { params: s.CodeFileId, query: s.ResultQuery }, s.ResultRows, counter.resultRows),
  route('GET', '/v1/check-files/:id/result', 'read-receipt', ['下载核查结果', 'the same as a file'], { params: s.CodeFileId, query: s.ResultFileQuery }, undefined, counter.resultFile, { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/ledger', 'read-ledger', ['查阅台账', 'who looked'], { query: s.LedgerQuery }, s.LedgerLines, pageOf(ofOffice.ledgerList), { ledger: 'ledger' }),
  route('GET', '/v1/ledger/export', 'read-ledger', ['导出查阅台账', 'the same as a file'], { query: s.LedgerExportQuery }, undefined, fileOf(ofOffice.ledgerList), { ledger: 'ledger', other: ['xlsx', 'csv'] }),
  route('GET', '/v1/ledger/unusual', 'read-ledger', ['今天和昨天值得留意的查阅', 'looks of today and yesterday that are worth a second one'], {}, s.UnusualReaders, desk.unusualReaders, { ledger: 'ledger' }),
  route('GET', '/v1/ledger/readers', 'read-ledger', ['一日之内谁查了多少', 'who looked how much in a day'], { query: s.ReadersQuery }, s.Readers, readers, { ledger: 'ledger' }),
  route('GET', '/v1/desk', 'see-desk', ['首页：等待我处理的', 'what waits for whoever is signed in'], {}, s.Desk, desk.desk),
  route('GET', '/v1/overview', 'see-overview', ['概览', 'volumes and shares by month'], {}, s.Overview, desk.overview),

  route('GET', '/v1/public/search', 'search-public', ['公众查询', 'public search'], { query: s.SearchQuery }, s.SearchResult, open.search, { limit: 'search' }),
  route('GET', '/v1/public/search-choices', 'search-public', ['查询可以缩小到什么范围', 'what a search may be narrowed to'], { query: s.ChoicesQuery }, s.SearchChoices, open.choices, { limit: 'suggestions' }),
  route('GET', '/v1/public/suggestions', 'search-public', ['边输入边提示', 'suggestions while typing'], { query: s.SuggestionsQuery }, s.Suggestions, open.suggestions, { limit: 'suggestions' }),
  route('GET', '/v1/public/organisations/:code', 'read-public-file', ['公示的信用信息', 'what is public of an organisation'], { params: s.SubjectCode }, s.CreditFile, open.publicFile, { limit: 'search' }),
  route('GET', '/v1/public/reports/:number', 'read-public-file', ['按编号核对信用报告', 'a report by its number: made here, and still current'], { params: s.ReportNumber }, s.ReportStanding, retractions.reportByNumber, { limit: 'search' }),
  route('GET', '/v1/public/lists', 'read-lists', ['公示列表', 'the lists there are'], {}, s.PublicLists, publicLists.all, { limit: 'lists' }),
  route('GET', '/v1/public/lists/:item', 'read-lists', ['某类信息的公示列表', 'one of the lists'], { params: s.ItemId, query: s.ListQuery }, s.PublicList, publicLists.one, { limit: 'lists' }),
  route('GET', '/v1/public/open-data/:item', 'read-open-data', ['开放数据的变化，按顺序', 'changes of an item of open data, in their order'], { params: s.ItemId, query: s.FeedQuery }, s.OpenFeed, publicLists.feed, { limit: 'feeds' }),
  route('GET', '/v1/public/statistics', 'read-state', ['公开统计', 'numbers for anyone'], {}, s.PublicStatistics, publicLists.statistics),
  route('GET', '/v1/catalogue', 'read-rules', ['目录、公示期与措施', 'catalogue, publicity periods, measures'], {}, s.Catalogue, open.catalogue),
  route('GET', '/v1/catalogue/:item', 'read-rules', ['一个目录项', 'one item of the catalogue'], { params: s.ItemId, query: s.ItemQuery }, s.CatalogueItem, catalogue.item),
  route('GET', '/v1/catalogue/:item/schema', 'read-rules', ['目录项的 JSON Schema', 'the JSON Schema of an item'], { params: s.ItemId, query: s.ItemQuery }, s.JsonSchema, catalogue.schema),
  route('GET', '/v1/catalogue/:item/template', 'read-rules', ['空白报送模板', 'a blank sheet to fill in'], { params: s.ItemId, query: s.TemplateQuery }, undefined, catalogue.template, { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/matters', 'read-rules', ['应用事项清单', 'matters'], {}, s.Matters, open.matters),
  route('GET', '/v1/purposes', 'read-rules', ['用途清单', 'purposes'], {}, s.Purposes, open.purposes),
  route('GET', '/v1/sources', 'list-sources', ['信源单位', 'sources'], { query: s.SourcesQuery }, s.Sources, pageOf(ofBodies.sourceList)),
  route('GET', '/v1/sources/export', 'list-sources', ['信源单位导出', 'the same as a file'], { query: s.SourcesExport }, undefined, fileOf(ofBodies.sourceList), { other: ['xlsx', 'csv'] }),
  route('GET', '/v1/data-state', 'read-state', ['数据状态', 'state of the data'], {}, s.DataState, open.dataState),
  route('GET', '/v1/health', 'read-state', ['运行状态', 'health'], {}, s.Health, open.health),
]

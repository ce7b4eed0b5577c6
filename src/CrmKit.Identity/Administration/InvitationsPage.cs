using CrmKit.Access;
using CrmKit.Identity.Accounts;
using CrmKit.Pages;
using CrmKit.Planning;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Identity.Administration;

/// <summary>Who can sign in, and links with which people set a password.</summary>
internal sealed class InvitationsPage(IInvitations invitations) : IAdministrationPage
{
    private const string Invite = "invite";
    private const int Shown = 100;

    public string Key => "invitations";

    public LocalizedText Label => Texts.Title;

    public int Order => 150;

    public ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => AdministratorRights.IsOneAsync(session, cancellationToken);

    public async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        string Text(LocalizedText text) => text.For(request.Culture);
        var page = await request.Session.Records.PageAsync(new Specification<User>(u => u.IsActive && u.Email != null).OrderBy(u => u.Name).Page(Shown, request["cursor"]), cancellationToken);
        var accounts = await AccountsAsync((CrmSession)request.Session, [.. page.Items.Select(u => u.Id)], cancellationToken);
        return new PageContent(
        [
            new NoteBlock(Text(Texts.About), PageTone.Muted),
            new TableBlock([Text(Texts.Name), Text(Texts.Address), Text(Texts.State), ""], [.. page.Items.Select(user => new PageRow(
            [
                new PageCell(user.Name) { Link = new PageLink(user.Name) { Page = "users", Values = new Dictionary<string, string> { ["user"] = user.Id.ToString() } } }, new PageCell(user.Email!),
                accounts.Contains(user.Id) ? new PageCell(Text(Texts.HasPassword)) { Tone = PageTone.Good } : new PageCell(Text(Texts.NoPassword)) { Tone = PageTone.Muted },
                new PageCell("") { Buttons = [new PageButton(Text(Texts.Make), Invite) { Values = new Dictionary<string, string> { ["user"] = user.Id.ToString() } }] },
            ]))]) { Next = page.Next is { } next ? new PageLink(Text(Texts.More)) { Values = new Dictionary<string, string> { ["cursor"] = next } } : null },
        ]);
    }

    public async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (act != Invite || !Guid.TryParse(request["user"], out var user)) throw new CrmValidationException([new CrmError("request.form-stale", "The page knows no such act. Reload it and try again.")]);
        var made = await invitations.CreateAsync(request.Session, user, cancellationToken);
        var said = (made.IsMailed ? Texts.Mailed : Texts.PassOn).For(request.Culture);
        return PageOutcome.Show(new NoteBlock($"{said} {request.Moment(made.ExpiresAt)}", PageTone.Good) { Code = made.Path });
    }

    private static async Task<HashSet<Guid>> AccountsAsync(CrmSession session, List<Guid> users, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        return [.. (await reader.ListAsync(reader.Query<SignInAccount>().Where(a => users.Contains(a.UserId) && a.PasswordHash != ""), cancellationToken)).Select(a => a.UserId)];
    }

    private static class Texts
    {
        public static readonly LocalizedText Title = Of("Sign-in and invitations", "登录与邀请", "登入與邀請");
        public static readonly LocalizedText About = Of("A link lets a user set a password, once. A newer link ends the one before.", "用户可通过链接设置一次密码。新链接会使旧链接失效。", "使用者可透過連結設定一次密碼。新連結會使舊連結失效。");
        public static readonly LocalizedText Name = Of("Name", "姓名", "姓名");
        public static readonly LocalizedText Address = Of("E-mail", "电子邮件", "電子郵件");
        public static readonly LocalizedText State = Of("State", "状态", "狀態");
        public static readonly LocalizedText HasPassword = Of("has a password", "已设置密码", "已設定密碼");
        public static readonly LocalizedText NoPassword = Of("no password yet", "尚未设置密码", "尚未設定密碼");
        public static readonly LocalizedText Make = Of("Make a link", "生成链接", "產生連結");
        public static readonly LocalizedText More = Of("Next page", "下一页", "下一頁");
        public static readonly LocalizedText PassOn = Of("Pass this link on: it is shown this once, and good until", "请转交此链接：仅显示这一次，有效期至", "請轉交此連結：僅顯示這一次，有效期至");
        public static readonly LocalizedText Mailed = Of("Mail with this link is on its way. It is good until", "含此链接的邮件正在发送，有效期至", "含此連結的郵件正在傳送，有效期至");

        private static LocalizedText Of(string english, string simplified, string traditional) => new(english, simplified) { Others = new Dictionary<string, string> { ["zh-Hant"] = traditional } };
    }
}

using CrmKit.Access;
using CrmKit.Fields;
using CrmKit.Pages;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Docs.Snippets;

internal static class WebSnippets
{
    public static void Map(string[] args)
    {
        #region web-map
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddCrmKit(crm => crm.UseSqlite("crm.db"));
        builder.Services.AddCrmKitIdentity(); // or the sign-in that the application has already
        builder.Services.AddCrmKitWeb(web => (web.SignInPath, web.SignOutPath) = ("/account/sign-in", "/account/sign-out"));

        var app = builder.Build();
        app.MapCrmKitIdentity();
        app.MapCrmKitWeb("/crm");
        app.Run();
        #endregion
    }
}

internal interface ILicences
{
    Task<int> SeatsAsync(string tenant, CancellationToken cancellationToken);

    Task BuyAsync(string tenant, int seats, CancellationToken cancellationToken);
}

#region administration-page
internal sealed class LicencesPage(ILicences licences) : IAdministrationPage
{
    public string Key => "licences";

    public LocalizedText Label => new("Licences", "许可证");

    public async ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) =>
        await session.Access.ScopeAsync(session.Catalog.Type("user"), Operations.Administer, cancellationToken) == AccessScope.All;

    public async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var seats = await licences.SeatsAsync(request.Session.TenantId, cancellationToken);
        return new PageContent(
        [
            new FactsBlock([new PageFact("Seats", new PageCell($"{seats}") { Tone = seats > 0 ? PageTone.Good : PageTone.Bad })]),
            new FormBlock("buy", "Buy", [new PageField("seats", "How many more") { Kind = FieldKind.Integer, IsRequired = true }]),
        ]);
    }

    public async Task<PageOutcome> ActAsync(PageRequest request, string act, CancellationToken cancellationToken)
    {
        if (!int.TryParse(request["seats"], out var more)) throw new CrmValidationException([new CrmError("licences.seats", "Give a whole number.") { Field = "seats" }]);
        await licences.BuyAsync(request.Session.TenantId, more, cancellationToken);
        return PageOutcome.GoTo();
    }
}
#endregion

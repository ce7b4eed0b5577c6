namespace CrmKit.Samples.Host;

/// <summary>What a newcomer sees first: what this is and what to do next.</summary>
internal static class StartPage
{
    public static void MapStartPage(this WebApplication app) => app.MapGet("/", (HttpContext http) => Page.Of(http, "start"));
}

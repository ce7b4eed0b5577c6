namespace CrmKit.Web;

/// <summary>Settings of the user interface.</summary>
public sealed class CrmKitWebOptions
{
    /// <summary>The name that stands above the navigation and in titles; default <c>CrmKit</c>.</summary>
    public string Title { get; set; } = "CrmKit";

    /// <summary>
    /// The path of the host's sign-in page, with a leading slash (<c>/account/sign-in</c>): people who are not signed in are sent there, with the page that they asked for in the query parameter <c>return</c>.
    /// <see langword="null"/>, the default, means that they are told so with status 401.
    /// </summary>
    public string? SignInPath { get; set; }

    /// <summary>
    /// The path of the host that ends a session, with a leading slash (<c>/account/sign-out</c>): a button beside the user's name posts to it. <see langword="null"/>, the default, means that there is no such button.
    /// </summary>
    public string? SignOutPath { get; set; }

    /// <summary>
    /// The path of the host's icon, with a leading slash: a square SVG, or a PNG of 512 by 512 pixels. It stands in browsers' tabs and on the screens of phones where the user interface is installed.
    /// <see langword="null"/>, the default, draws the first letter of <see cref="Title"/>.
    /// </summary>
    public string? IconPath { get; set; }

    /// <summary>How many records a list shows at a time, 1 to 200; default 50.</summary>
    public int PageSize { get; set; } = 50;

    /// <summary>How many records a board shows in each stage, 1 to 200; default 20.</summary>
    public int BoardSize { get; set; } = 20;

    /// <summary>How often the server looks for what lists and boards that are open shall be told of, 100 milliseconds to one minute; default two seconds.</summary>
    public TimeSpan LiveInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many lists, boards and other pages of one person are told of news at the same time by one node, 1 to 1,000; default 30. Those beyond are refused with 429 and show news when they are loaded again.</summary>
    public int LiveFeeds { get; set; } = 30;

    /// <summary>
    /// Whose shapes of countries the map of regions draws: the path of a GeoJSON file of the host, with a leading slash, whose features have a country's code of two letters as <c>name</c>; empty for no map.
    /// <see langword="null"/>, the default, draws those of Natural Earth, which shows borders as they are controlled, not as anybody claims them.
    /// </summary>
    public string? MapShapes { get; set; }

    /// <summary>How long a widget may take before it says that it is slow, one second to one minute; default three seconds.</summary>
    public TimeSpan WidgetTime { get; set; } = TimeSpan.FromSeconds(3);
}

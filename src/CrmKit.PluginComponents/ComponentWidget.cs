using System.Globalization;
using CrmKit.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrmKit.Components;

/// <summary>Renders a component once, over the plugin's container, and hands out its markup: no type of the plugin leaves it.</summary>
internal sealed class ComponentWidget<TComponent>(IServiceProvider services) : IWidget where TComponent : IComponent
{
    public async ValueTask<PageContent> ShowAsync(WidgetContext context, CancellationToken cancellationToken)
    {
        // Numbers and days as people write them; the caller has his own culture back when this returns.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(context.Request.Culture);
        // The renderer would log types of the plugin.
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                ["Value"] = new ComponentScope(context, cancellationToken), ["IsFixed"] = true, ["ChildContent"] = (RenderFragment)Draw,
            });
            return (await renderer.RenderComponentAsync<CascadingValue<ComponentScope>>(parameters)).ToHtmlString();
        });
        return new PageContent([new HtmlBlock(html)]);
    }

    private static void Draw(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
    {
        builder.OpenComponent<TComponent>(0);
        builder.CloseComponent();
    }
}

/// <summary>What every component of one rendering can ask for.</summary>
internal sealed record ComponentScope(WidgetContext Context, CancellationToken Cancelled);

using CrmKit.Pages;
using CrmKit.Plugins;
using Microsoft.AspNetCore.Components;

namespace CrmKit.Components;

/// <summary>Adds Razor components of a plugin to the user interface.</summary>
public static class PluginComponentsExtensions
{
    /// <summary>Adds a widget that a component draws; its kind is <see cref="WidgetKind.Code"/>.</summary>
    /// <typeparam name="TComponent">The component, usually a <see cref="PluginComponent"/>. What it injects comes from the plugin's container.</typeparam>
    public static ICrmPluginBuilder AddComponent<TComponent>(this ICrmPluginBuilder plugin, WidgetDefinition widget) where TComponent : IComponent
    {
        ArgumentNullException.ThrowIfNull(plugin);
        return plugin.AddWidget<ComponentWidget<TComponent>>(widget);
    }

    /// <summary>Adds a page that a component draws, above the sections that the page may have. It is a widget too, of the page's key, so that other pages may show it.</summary>
    /// <typeparam name="TComponent">The component, usually a <see cref="PluginComponent"/>. What it injects comes from the plugin's container.</typeparam>
    public static ICrmPluginBuilder AddComponentPage<TComponent>(this ICrmPluginBuilder plugin, PageDefinition page) where TComponent : IComponent
    {
        ArgumentNullException.ThrowIfNull(plugin);
        ArgumentNullException.ThrowIfNull(page);
        return plugin
            .AddComponent<TComponent>(new WidgetDefinition { Key = page.Key, Label = page.Label, Kind = WidgetKind.Code, Requires = page.Requires })
            .AddPage(page with { Body = page.Key });
    }
}
